// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// What messages to a webhook are signed with; printing it shows nothing.
public struct WebhookSecret: Hashable, Sendable {
    /// The key.
    public let bytes: [UInt8]

    /// The fewest bytes of a key.
    static let minimumLength = 16
    private static let prefix = "whsec_"

    /// Reads what a file holds: `whsec_` and a key in Base64, or a key of plain text; blanks around it are not part of it.
    ///
    /// - Throws: ``WebhookSecretError``.
    public init(_ contents: [UInt8]) throws(WebhookSecretError) {
        guard let file = String(validating: contents, as: UTF8.self) else { throw .text }
        var text = Substring(file)
        while let last = text.unicodeScalars.last, last.properties.isWhitespace { text.unicodeScalars.removeLast() }
        while let first = text.unicodeScalars.first, first.properties.isWhitespace { text.unicodeScalars.removeFirst() }
        guard !text.isEmpty else { throw .empty }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else { throw .text }
        if text.hasPrefix(Self.prefix) {
            guard let key = Base64.decode(text.dropFirst(Self.prefix.count)) else { throw .base64 }
            self.bytes = key
        } else {
            self.bytes = Array(text.utf8)
        }
        guard bytes.count >= Self.minimumLength else { throw .short }
    }
}

extension WebhookSecret: CustomStringConvertible, CustomReflectable {
    /// Says what the value is, not what it holds.
    public var description: String { "a webhook's secret" }
    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a file holds no secret that messages can be signed with.
public enum WebhookSecretError: Error, Hashable {
    case empty
    case text
    case base64
    case short
}

extension WebhookSecretError: CustomStringConvertible {
    /// The reason in words, with how to make a good one.
    public var description: String {
        let advice = "make one with: (printf whsec_; openssl rand -base64 32) > FILE"
        return switch self {
        case .empty: "the file is empty; \(advice)"
        case .text: "it must be one line of text; \(advice)"
        case .base64: "what follows whsec_ is not Base64; \(advice)"
        case .short: "it has fewer than \(WebhookSecret.minimumLength) bytes; \(advice)"
        }
    }
}
