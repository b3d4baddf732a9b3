// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The name that a signature gives to what it signs: registry, repository and tag, as far as it says.
public struct SignedReference: Hashable, Sendable {
    /// The registry's host and port; nil if the signature names none.
    public let authority: String?
    /// The repository in that registry.
    public let repository: String
    /// The tag; nil if the signature speaks of no tag, or contradicts itself.
    public let tag: String?

    /// Creates a reference from its parts.
    public init(authority: String?, repository: String, tag: String?) {
        self.authority = authority
        self.repository = repository
        self.tag = tag
    }

    /// The same registry and repository with another tag, or none.
    public func tagged(_ tag: String?) -> SignedReference {
        SignedReference(authority: authority, repository: repository, tag: tag)
    }
}

extension SignedReference: CustomStringConvertible {
    /// The reference as one would write it.
    public var description: String {
        (authority.map { "\($0)/" } ?? "") + repository + (tag.map { ":\($0)" } ?? "")
    }
}

extension SignedReference {
    /// The most bytes of a reference that are read.
    static let maximumSize = 1_024

    /// Reads the `docker-reference` of a payload, or the name of a subject, as docker reads references.
    ///
    /// A reference without a host means docker's registry. One with a digest that is not the signed one contradicts
    /// itself, and gives nil.
    init?(dockerReference text: String, signed digest: Digest) {
        guard text.utf8.count <= Self.maximumSize else { return nil }
        // Losing the error is right: a name that is no reference binds nothing.
        guard let reference = try? Reference(text) else { return nil }
        guard reference.digest == nil || reference.digest == digest else { return nil }
        let normal = reference.normalized()
        self.init(authority: normal.host, repository: normal.repository.rawValue, tag: normal.tag?.rawValue)
    }
}
