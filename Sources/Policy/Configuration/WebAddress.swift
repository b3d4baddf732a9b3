// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The grammar of a registry's public address: a scheme, a host and maybe a port.
enum WebAddress {
    /// Checks an address and drops the slash at its end.
    static func parse(_ text: String) throws(WebAddressError) -> String {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { throw .scheme }
        var authority = text.dropFirst(scheme.count)
        if authority.hasSuffix("/") { authority.removeLast() }
        guard !authority.contains("@") else { throw .user }
        // Clients ask for /v2/ at the root of the host.
        guard !authority.contains(where: { "/?#".contains($0) }) else { throw .path }
        guard host(of: authority) != nil else { throw .host }
        return scheme + authority
    }

    /// Tells whether an address that was checked is one of this machine itself.
    static func isLoopback(_ address: String) -> Bool {
        guard let mark = address.firstRange(of: "://"), let host = host(of: address[mark.upperBound...]) else {
            return false
        }
        return ListenAddress(host: host, port: 0).isLoopback
    }

    /// The host of an authority without a user, IPv6 without brackets; nil when host or port is not valid.
    static func host(of text: Substring) -> String? {
        let hostEnd: Substring.Index
        let host: String
        if text.hasPrefix("["), let bracket = text.firstIndex(of: "]") {
            hostEnd = text.index(after: bracket)
            host = String(text[..<bracket].dropFirst())
            guard let address = IPAddress(host), address.bytes.count == 16 else { return nil }
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
            host = String(text[..<hostEnd])
            guard host.utf8.count <= 253, HostName.isValid(host) else { return nil }
        }
        guard hostEnd < text.endIndex else { return host }
        let digits = text[hostEnd...].dropFirst()
        guard text[hostEnd] == ":", (1...5).contains(digits.utf8.count) else { return nil }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits) else { return nil }
        return (1...65_535).contains(port) ? host : nil
    }
}

/// Why text is not a public address.
enum WebAddressError: Error, Hashable {
    case scheme
    case user
    case path
    case host
}

extension WebAddressError: CustomStringConvertible {
    var description: String {
        switch self {
        case .scheme: "must start with https:// or http://"
        case .user: "must not hold a user or password"
        case .path: "must end with the host or port: clients look for a registry at the root of its host"
        case .host: "must name a host and, if any, a port from 1 to 65535"
        }
    }
}
