// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A proxy: what it speaks, where it is, and the login it wants.
struct ProxyAddress: Hashable, Sendable {
    /// What the proxy speaks.
    enum Kind: Hashable, Sendable {
        case http
        case socks5
    }

    let kind: Kind
    /// The host, IPv6 without brackets.
    let host: String
    let port: Int
    let login: Credentials?

    /// Reads `[http://][user:password@]host[:port]` or `socks5://host[:port]`.
    ///
    /// A proxy that is itself spoken to over TLS is not supported, and gives nil.
    init?(_ text: String) {
        var rest = Substring(text)
        var kind = Kind.http
        if let mark = rest.firstRange(of: "://") {
            switch rest[..<mark.lowerBound].lowercased() {
            case "http": kind = .http
            case "socks5", "socks5h": kind = .socks5
            default: return nil
            }
            rest = rest[mark.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        var login: Credentials?
        if let at = rest.lastIndex(of: "@") {
            guard kind == .http, let credentials = Self.login(rest[..<at]) else { return nil }
            login = credentials
            rest = rest[rest.index(after: at)...]
        }
        guard let authority = Authority(String(rest)) else { return nil }
        self.kind = kind
        self.host = authority.host.hasPrefix("[") ? String(authority.host.dropFirst().dropLast()) : authority.host
        self.port = authority.port ?? (kind == .http ? 80 : 1080)
        self.login = login
    }

    private static func login(_ text: Substring) -> Credentials? {
        let user = text.prefix { $0 != ":" }
        guard let name = PercentEncoding.decode(user),
            let password = PercentEncoding.decode(text[user.endIndex...].dropFirst())
        else { return nil }
        // Losing the reason is right: the caller says that the whole text is no address of a proxy.
        return try? Credentials(user: name, password: password)
    }
}
