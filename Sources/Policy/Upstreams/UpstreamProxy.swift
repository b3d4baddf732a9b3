// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The address of a proxy, in which a login may stand; printing a value shows scheme, host and port alone.
public struct UpstreamProxy: Hashable, Sendable {
    /// The whole address: a secret.
    public let text: String
    /// Scheme, host and port, for messages.
    public let origin: String

    /// The most bytes of an address.
    static let maximumLength = 2_048

    /// Reads `http://[user:password@]host[:port]` or `socks5://host[:port]`.
    ///
    /// - Throws: ``UpstreamProxyError``, which shows nothing of the text.
    public init(_ text: String) throws(UpstreamProxyError) {
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw .characters
        }
        let lower = text.lowercased()
        guard let scheme = ["http://", "socks5://", "socks5h://"].first(where: { lower.hasPrefix($0) }) else {
            throw .scheme
        }
        var rest = text.dropFirst(scheme.count)
        if rest.hasSuffix("/") { rest.removeLast() }
        guard !rest.contains(where: { "/?#".contains($0) }) else { throw .path }
        if let at = rest.lastIndex(of: "@") {
            guard scheme == "http://" else { throw .login }
            guard Self.isLogin(rest[..<at]) else { throw .encoding }
            rest = rest[rest.index(after: at)...]
        }
        guard WebAddress.host(of: rest) != nil else { throw .host }
        self.text = text
        self.origin = scheme + rest.lowercased()
    }

    /// Tells whether text is a name and maybe a password that decode to text without control characters.
    private static func isLogin(_ text: Substring) -> Bool {
        let name = text.prefix { $0 != ":" }
        guard let user = decoded(name), decoded(text.dropFirst(name.count + 1)) != nil else { return false }
        return !user.isEmpty && !user.utf8.contains(UInt8(ascii: ":"))
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16),
                value >= 0x20, value != 0x7f
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension UpstreamProxy: CustomStringConvertible, CustomReflectable {
    /// Scheme, host and port.
    public var description: String { origin }
    /// A mirror that shows no more than the description.
    public var customMirror: Mirror { Mirror(self, children: ["origin": origin]) }
}

/// Why text is not the address of a proxy.
public enum UpstreamProxyError: Error, Hashable {
    case characters
    case scheme
    case path
    case login
    case encoding
    case host
}

extension UpstreamProxyError: CustomStringConvertible {
    /// The reason in words, with how to write it.
    public var description: String {
        switch self {
        case .characters:
            "must be at most \(UpstreamProxy.maximumLength) printable ASCII characters; others are percent-encoded"
        case .scheme: "must start with http:// or socks5://; a proxy that itself speaks TLS is not supported"
        case .path: "must end with the host or port; / ? and # in a login are percent-encoded"
        case .login: "must not hold a user or password: a login is sent to proxies of http:// alone"
        case .encoding: "must hold the login as USER:PASSWORD, a percent sign in it written %25 and a colon %3A"
        case .host: "must name a host and, if any, a port from 1 to 65535"
        }
    }
}
