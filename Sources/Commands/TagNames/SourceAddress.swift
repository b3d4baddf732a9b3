// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Where sources can be got, as others may read it: a URL without a password or a token.
///
/// It is published with an image. What might still hold a login when it is read in another way is therefore none.
struct SourceAddress: Equatable {
    let text: String

    /// Reads what git calls the URL of a remote; nil for a path of this machine, and for what cannot be read safely.
    init?(_ remote: String) {
        guard remote.utf8.count <= 2_048, remote.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c }) else {
            return nil
        }
        guard let text = remote.contains("://") ? Self.url(remote) : Self.shellAddress(remote) else { return nil }
        self.text = text
    }

    /// An address with a scheme, without what comes before the last `@`.
    private static func url(_ remote: String) -> String? {
        guard let mark = remote.firstRange(of: "://") else { return nil }
        let scheme = remote[..<mark.lowerBound].lowercased()
        guard ["http", "https", "ssh", "git"].contains(scheme) else { return nil }
        var rest = remote[mark.upperBound...]
        var user = ""
        if let at = rest.lastIndex(of: "@") {
            let login = rest[..<at]
            // A password may hold what ends a host elsewhere: which part is the host is then anybody's guess.
            guard !login.contains(where: { "/?#@".contains($0) }) else { return nil }
            // With ssh the user is a part of the address and no secret; with HTTP it may be a token.
            if scheme == "ssh" {
                let name = login.prefix { $0 != ":" }
                guard isName(name) else { return nil }
                user = "\(name)@"
            }
            rest = rest[rest.index(after: at)...]
        }
        rest = rest.prefix { $0 != "?" && $0 != "#" }
        let host = rest.prefix { $0 != "/" }
        guard isHost(host) else { return nil }
        return "\(scheme)://\(user)\(rest)"
    }

    /// `user@host:path`, as ssh has it; a path of this machine has a slash before the first colon, or no colon.
    private static func shellAddress(_ remote: String) -> String? {
        guard let colon = remote.firstIndex(of: ":") else { return nil }
        let path = remote[remote.index(after: colon)...].drop { $0 == "/" }
        let parts = remote[..<colon].split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ isName($0) }), let first = path.first, first != ":",
            !path.contains(where: { "@?#".contains($0) })
        else { return nil }
        return "ssh://\(remote[..<colon])/\(path)"
    }

    /// Whether it is the name or the number of a machine, perhaps with a port.
    private static func isHost(_ text: Substring) -> Bool {
        guard text.first == "[" else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            return parts.count <= 2 && isName(parts[0]) && (parts.count == 1 || isPort(parts[1]))
        }
        guard let end = text.firstIndex(of: "]") else { return false }
        let port = text[text.index(after: end)...]
        return text[..<end].dropFirst().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
            && (port.isEmpty || port.first == ":" && isPort(port.dropFirst()))
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.first, first != "-" else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39: true
            default: [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_")].contains(byte)
            }
        }
    }

    private static func isPort(_ text: Substring) -> Bool {
        (1...5).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
