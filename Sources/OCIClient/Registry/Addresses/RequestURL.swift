// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The address of one request: scheme, host, port, path and query, nothing else.
///
/// A value that exists has a scheme that is spoken here, holds no login and no fragment, and is printable ASCII.
struct RequestURL: Hashable, Sendable {
    /// The protocol.
    enum Scheme: String, Sendable {
        case http
        case https

        var defaultPort: Int { self == .http ? 80 : 443 }
    }

    /// The most bytes an address may have; signed addresses of storage services have a few thousand.
    static let maximumLength = 16 << 10

    let scheme: Scheme
    /// The host in lower case, IPv6 in brackets.
    let host: String
    /// The port, if one is written.
    let port: Int?
    /// Path and query, beginning with a slash.
    let target: String

    /// Reads an absolute address.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Self.maximumLength, let mark = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<mark.lowerBound].lowercased())
        else { return nil }
        let rest = text[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        self.init(scheme: scheme, authority: String(authority), target: rest[authority.endIndex...])
    }

    /// Creates an address from its parts.
    init?(scheme: Scheme, authority: String, target: some StringProtocol) {
        guard let authority = Authority(authority), let target = Self.checked(target) else { return nil }
        self.scheme = scheme
        self.host = authority.host
        self.port = authority.port
        self.target = target
    }

    private init(base: RequestURL, target: String) {
        self.scheme = base.scheme
        self.host = base.host
        self.port = base.port
        self.target = target
    }

    /// Host and port as they stand in an address.
    var authority: String { host + (port.map { ":\($0)" } ?? "") }

    /// The whole address.
    var text: String { "\(scheme.rawValue)://\(authority)\(target)" }

    /// Where the request goes, without saying what it asks for: fit for messages, since queries may hold signatures.
    var origin: String { "\(scheme.rawValue)://\(authority)" }

    /// Tells whether scheme, host and port are the same.
    func isSameOrigin(as other: RequestURL) -> Bool {
        scheme == other.scheme && host == other.host
            && (port ?? scheme.defaultPort) == (other.port ?? other.scheme.defaultPort)
    }
}

// MARK: Other addresses from this one

extension RequestURL {
    /// The address of another path of the same server; nil when the path is none.
    func at(_ target: String) -> RequestURL? {
        Self.checked(target).map { RequestURL(base: self, target: $0) }
    }

    /// What a `Location` or `Link` means (RFC 3986, section 5): absolute, of the same scheme, or of the same server.
    func resolving(_ location: String) -> RequestURL? {
        if location.hasPrefix("//") { return RequestURL("\(scheme.rawValue):\(location)") }
        if location.hasPrefix("/") { return at(location) }
        let head = location.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if head.contains(":") { return RequestURL(location) }
        let path = target.prefix { $0 != "?" }
        if location.hasPrefix("?") { return at(path + location) }
        guard !location.isEmpty, let slash = path.lastIndex(of: "/") else { return nil }
        return at(path[...slash] + location)
    }

    /// The address with one more member in its query.
    func adding(_ name: String, _ value: String) -> RequestURL {
        let mark = target.contains("?") ? (target.hasSuffix("?") || target.hasSuffix("&") ? "" : "&") : "?"
        return RequestURL(
            base: self,
            target: target + mark + PercentEncoding.encode(name) + "=" + PercentEncoding.encode(value)
        )
    }

    /// The path and query made fit to be sent: without the fragment, and nil when it holds what no address may.
    private static func checked(_ target: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        if target.utf8.first != UInt8(ascii: "/") { bytes.append(UInt8(ascii: "/")) }
        for byte in target.utf8.prefix(while: { $0 != UInt8(ascii: "#") }) {
            guard byte > 0x20, byte < 0x7f else { return nil }
            // Servers write these unencoded now and then; URL parsers refuse them.
            if "\"<>\\^`{|}[]".utf8.contains(byte) {
                bytes.append(contentsOf: PercentEncoding.encoded(byte))
            } else {
                bytes.append(byte)
            }
        }
        guard bytes.count <= maximumLength else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RequestURL: CustomStringConvertible {
    /// Scheme, host and path; the query is left out, since it may hold a signature.
    var description: String { origin + target.prefix { $0 != "?" } }
}
