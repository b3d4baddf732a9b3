// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The URL of a webhook.
///
/// With many services, Slack first of all, whoever knows the path may post. So printing a value shows scheme, host and
/// port alone.
public struct WebhookAddress: Hashable, Sendable {
    /// The whole URL: a secret.
    public let text: String
    /// Scheme, host and port, for messages, lists and logs.
    public let origin: String
    /// Tells whether messages go to this machine itself.
    let isLoopback: Bool
    /// Tells whether messages are encrypted on their way.
    let isEncrypted: Bool

    /// The most bytes of a URL.
    static let maximumLength = 2_048

    /// Reads a URL.
    ///
    /// - Throws: ``WebhookAddressError`` that says how to write it.
    public init(_ text: String) throws(WebhookAddressError) {
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw .characters
        }
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { throw .scheme }
        let rest = text.dropFirst(scheme.count)
        guard !rest.contains("#") else { throw .fragment }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw .user }
        guard let host = WebAddress.host(of: authority) else { throw .host }
        let path = rest.dropFirst(authority.count)
        self.origin = scheme + authority.lowercased()
        self.text = origin + (path.hasPrefix("/") ? "" : "/") + path
        self.isLoopback = ListenAddress(host: host, port: 0).isLoopback
        self.isEncrypted = scheme == "https://"
    }
}

extension WebhookAddress: CustomStringConvertible, CustomReflectable {
    /// Scheme, host and port.
    public var description: String { origin }
    /// A mirror that shows no more than the description.
    public var customMirror: Mirror { Mirror(self, children: ["origin": origin]) }
}

/// Why text is not the URL of a webhook.
public enum WebhookAddressError: Error, Hashable {
    case characters
    case scheme
    case fragment
    case user
    case host
}

extension WebhookAddressError: CustomStringConvertible {
    /// The reason in words, with how to write it.
    public var description: String {
        switch self {
        case .characters:
            "must be at most \(WebhookAddress.maximumLength) printable ASCII characters; others are percent-encoded"
        case .scheme: "must start with https://, or with http:// for this machine"
        case .fragment: "must not hold a #: what follows it is never sent"
        case .user: "must not hold a user or password; messages are signed with the secret instead"
        case .host: "must name a host and, if any, a port from 1 to 65535"
        }
    }
}
