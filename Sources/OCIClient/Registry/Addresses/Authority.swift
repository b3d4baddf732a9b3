// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Host and port as they stand in an address or a reference.
struct Authority: Hashable, Sendable {
    /// The host in lower case, IPv6 in brackets.
    let host: String
    /// The port, if one is written.
    let port: Int?

    /// Reads `host`, `host:port`, `[::1]` or `[::1]:port`; a login before the host is refused.
    init?(_ text: String) {
        guard text.utf8.count <= 300 else { return nil }
        let afterBracket = text.lastIndex(of: "]") ?? text.startIndex
        let colon = text[afterBracket...].firstIndex(of: ":")
        let host = text[..<(colon ?? text.endIndex)].lowercased()
        guard Self.isHost(host) else { return nil }
        self.host = host
        guard let colon else {
            self.port = nil
            return
        }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), (1...65_535).contains(port)
        else { return nil }
        self.port = port
    }

    /// Tells whether the host is this machine itself: `localhost`, a name below it, `127.0.0.0/8` or `::1`.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        return InternetAddress(host)?.isLoopback ?? false
    }

    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.contains(":") else { return false }
            return InternetAddress(host) != nil
        }
        return !host.isEmpty
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
