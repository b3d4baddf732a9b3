// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Where a server listens: scheme, host and port, nothing else.
struct ServerAddress: Hashable, Sendable {
    /// Which transport is acceptable.
    enum Transport {
        /// TLS, except for this host itself.
        case secureBeyondLoopback
        /// Plain HTTP to anywhere.
        case anyHTTP
    }

    /// The protocol.
    enum Scheme: String, Sendable {
        case http
        case https
    }

    /// The protocol.
    let scheme: Scheme
    /// Host and port as they stand in a URL.
    let authority: String

    private init(scheme: Scheme, authority: String) {
        self.scheme = scheme
        self.authority = authority
    }

    /// The address as a URL without a slash at the end.
    var url: String { "\(scheme.rawValue)://\(authority)" }

    /// Reads a URL, or host and port alone.
    init(_ text: String, transport: Transport) throws(CommandFailure) {
        guard let mark = text.firstRange(of: "://") else {
            try self.init(authority: text, transport: transport)
            return
        }
        guard let scheme = Scheme(rawValue: text[..<mark.lowerBound].lowercased()) else {
            throw CommandFailure(.usage, "the server's URL \"\(text)\" begins with neither http:// nor https://")
        }
        var authority = text[mark.upperBound...]
        if authority.last == "/" { authority.removeLast() }
        guard !authority.contains("@") else {
            throw CommandFailure(
                .usage,
                "the server's URL holds a login",
                advice: "Leave it out and give --username, or log in with docker or podman."
            )
        }
        self.init(scheme: scheme, authority: try Self.checked(authority))
        guard scheme == .https || transport == .anyHTTP || isLoopback else {
            throw CommandFailure(
                .usage,
                "plain HTTP to \(authority) would show the login and the answers to the network",
                advice: "Use https://\(authority), or add --plain-http."
            )
        }
    }

    /// Creates the address of a host: plain HTTP for this host itself or where it is allowed, else TLS.
    init(authority: String, transport: Transport) throws(CommandFailure) {
        let scheme: Scheme = transport == .anyHTTP || Self.isLoopback(authority) ? .http : .https
        self.init(scheme: scheme, authority: try Self.checked(authority[...]))
    }

    /// Whether the address stays on this machine.
    var isLoopback: Bool { Self.isLoopback(authority) }
}

// MARK: Host and port

extension ServerAddress {
    private static func checked(_ authority: Substring) throws(CommandFailure) -> String {
        let (host, port) = split(authority)
        guard isHost(host), port.map(isPort) ?? true else {
            throw CommandFailure(
                .usage,
                "\"\(authority)\" is not the address of a server",
                advice: "It is written like https://registry.example.com or http://127.0.0.1:5000."
            )
        }
        return String(authority)
    }

    private static func split(_ authority: Substring) -> (host: Substring, port: Substring?) {
        let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[afterBracket...].firstIndex(of: ":") else { return (authority, nil) }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.first == "[" {
            guard host.last == "]", host.utf8.count > 2 else { return false }
            return host.dropFirst().dropLast().utf8.allSatisfy { $0 == 0x3a || $0 == 0x2e || isHexadecimal($0) }
        }
        return !host.isEmpty && host.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2d || $0 == 0x2e || $0 == 0x5f }
    }

    private static func isPort(_ port: Substring) -> Bool {
        guard port.utf8.count <= 5, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port) else {
            return false
        }
        return (1...65_535).contains(number)
    }

    private static func isLoopback(_ authority: String) -> Bool {
        let host = split(authority[...]).host.lowercased()
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39: true
        default: false
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"), 0x30...0x39: true
        default: false
        }
    }
}

extension ServerAddress: CustomStringConvertible {
    var description: String { url }
}
