// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

/// What a reference on the command line must name.
enum ReferenceArgument {
    /// Reads a reference of any shape.
    @Sendable static func any(_ text: String) throws -> Reference {
        do {
            return try Reference(text)
        } catch {
            throw ValidationError("\"\(VisibleText.line(text))\" is not a reference: \(error)")
        }
    }

    /// Reads a reference that names a tag.
    @Sendable static func tagged(_ text: String) throws -> TaggedReference {
        let reference = try any(text)
        guard let tag = reference.tag else {
            throw ValidationError("\"\(reference)\" names no tag; write \(reference.repository):TAG.")
        }
        return TaggedReference(reference: reference, tag: tag)
    }

    /// Reads a reference that names a repository, or one tag of it.
    @Sendable static func history(_ text: String) throws -> Reference {
        let reference = try any(text)
        guard reference.tag != nil || reference.digest == nil else {
            throw ValidationError("\"\(reference)\" names no tag; histories are kept by tag.")
        }
        return reference
    }

    /// Reads a reference that names a repository alone.
    @Sendable static func repository(_ text: String) throws -> Reference {
        let reference = try any(text)
        guard reference.tag == nil, reference.digest == nil else {
            throw ValidationError("\"\(reference)\" names more than a repository.")
        }
        return reference
    }
}

/// A reference that names a tag.
struct TaggedReference: Equatable, Sendable {
    /// The whole reference.
    let reference: Reference
    /// The tag that it names.
    let tag: Tag

    /// Repository and tag, without a host.
    var name: String { "\(reference.repository):\(tag)" }

    /// Repository and tag with the host, if one was written: what another command takes to mean the same.
    var written: String { (reference.host.map { "\($0)/" } ?? "") + name }
}

extension Reference {
    /// What the management API takes: repository and tag.
    var queryText: String { repository.rawValue + (tag.map { ":\($0)" } ?? "") }
}
