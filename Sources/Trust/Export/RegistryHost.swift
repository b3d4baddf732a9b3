// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// What clients call a registry in references: a host and maybe a port.
///
/// Programs that enforce policies compare names as they are written, so the port that a client may leave out makes two
/// names of one registry.
public struct RegistryHost: Hashable, Sendable {
    /// How clients reach a registry.
    public enum Scheme: String, Sendable {
        case http
        case https

        /// The port that a client takes when none is written.
        var port: UInt16 {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    /// All ways to write it in references, the usual one first.
    public let names: [String]

    /// Reads `host`, `host:port`, `[::1]` or `[::1]:port`.
    ///
    /// - Parameters:
    ///   - text: The host in lower or upper case.
    ///   - scheme: How clients reach it; when nobody knows, TLS except on port 80.
    /// - Throws: ``RegistryHostError`` that says what is wrong with it.
    public init(_ text: some StringProtocol, scheme: Scheme? = nil) throws(RegistryHostError) {
        guard !text.isEmpty else { throw .empty }
        guard !text.contains("://") else { throw .scheme }
        guard !text.contains("@") else { throw .user }
        guard !text.contains(where: { "/?#".contains($0) }) else { throw .path }
        let afterBracket = text.lastIndex(of: "]") ?? text.startIndex
        let end = text[afterBracket...].firstIndex(of: ":") ?? text.endIndex
        let host = String(text[..<end])
        // With a port every host is one to references, also a name without a dot.
        guard host.utf8.count <= Self.maximumLength, Self.isHost("\(host):443") else { throw .host }
        let written = try Self.port(text[end...])
        let scheme = scheme ?? (written == Scheme.http.port ? .http : .https)
        let port = written ?? scheme.port
        let lower = host.lowercased()
        // A name without a dot and without a port is part of a repository's name to clients.
        let isEnough = port == scheme.port && Self.isHost(lower)
        names = (isEnough ? [lower] : []) + ["\(lower):\(port)"]
    }

    /// The usual way to write it.
    var name: String { names.first ?? "" }
}

extension RegistryHost {
    private static let maximumLength = 253

    /// Tells whether clients read text before a repository as the host.
    private static func isHost(_ text: String) -> Bool {
        // A text that is no reference has no host, whatever is wrong with it.
        (try? Reference("\(text)/a"))?.host == text
    }

    /// Reads a colon and a port, or nothing.
    private static func port(_ text: some StringProtocol) throws(RegistryHostError) -> UInt16? {
        guard !text.isEmpty else { return nil }
        let digits = text.dropFirst()
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits), port > 0
        else { throw .port }
        return port
    }
}

/// Why text is not what clients call a registry.
public enum RegistryHostError: Error, Hashable {
    case empty
    case scheme
    case user
    case path
    case host
    case port
}

extension RegistryHostError: CustomStringConvertible {
    /// The reason in words, with how to write it.
    public var description: String {
        switch self {
        case .empty: "it is empty; write a host such as registry.example.com or 127.0.0.1:5000"
        case .scheme: "write the host alone, without http:// or https://"
        case .user: "write the host alone, without a user or password"
        case .path: "write the host alone, with nothing after the host or port, not even a slash"
        case .host: "clients know no such host; it is written like registry.example.com, 127.0.0.1:5000 or [::1]:5000"
        case .port: "the port after the colon must be 1 to 65535"
        }
    }
}
