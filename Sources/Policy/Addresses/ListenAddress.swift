// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A host and port to listen on.
public struct ListenAddress: Hashable, Sendable {
    /// A host name or address, IPv6 without brackets.
    public var host: String
    /// The port; 0 lets the system pick one.
    public var port: Int

    /// Creates an address from its parts.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads an address from text such as `127.0.0.1:5000`, `localhost:0` or `[::1]:5000`.
    ///
    /// - Throws: ``ListenAddressError`` that says how to write it.
    public init(_ text: some StringProtocol) throws(ListenAddressError) {
        guard let colon = text.lastIndex(of: ":") else { throw .noPort }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), port <= 65_535
        else { throw .port }
        var host = String(text[..<colon])
        guard !host.isEmpty else { throw .noHost }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":"), IPAddress(host) != nil else { throw .host }
        } else {
            guard !host.contains(":") else { throw .bareIPv6 }
            guard Self.isHostName(host) else { throw .host }
        }
        self.host = host
        self.port = port
    }

    /// Where a registry listens unless told otherwise.
    public static let standard = ListenAddress(host: "127.0.0.1", port: 5000)

    /// Tells whether only this machine can reach the address.
    public var isLoopback: Bool { host.lowercased() == "localhost" || IPAddress(host)?.isLoopback == true }

    private static func isHostName(_ host: String) -> Bool {
        // A host of digits and dots alone is meant as an address and must be one.
        if host.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) {
            return IPAddress(host) != nil
        }
        return host.utf8.count <= 253 && HostName.isValid(host)
    }
}

extension ListenAddress: CustomStringConvertible {
    /// The address as text that reads back as the same address.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// What is wrong with the text of a listen address.
public enum ListenAddressError: Error, Hashable {
    case noPort
    case port
    case noHost
    case host
    case bareIPv6
}

extension ListenAddressError: CustomStringConvertible {
    /// The reason in words, with how to write it.
    public var description: String {
        switch self {
        case .noPort: "it is written HOST:PORT, such as 127.0.0.1:5000"
        case .port: "the port after the last colon must be 0 to 65535"
        case .noHost:
            "it names no host; write 127.0.0.1:PORT for this machine alone or 0.0.0.0:PORT for every interface"
        case .host: "the host is neither a name nor an address"
        case .bareIPv6: "an IPv6 address stands in brackets, such as \"[::1]:5000\""
        }
    }
}
