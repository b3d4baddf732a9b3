// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Storage
internal import Trust

/// What a change of tags has to do with signatures: those that the tags are required to have, and those that it brings.
struct ChangeSignatures: Sendable {
    /// The signatures of what the tags are to mean, where a rule of theirs requires some.
    var required: RequirementCheck?
    /// The signatures that it brings.
    var arriving: ArrivingSignatures?
    /// The signatures of what those that arrive are of, together with them.
    var awaited: RequirementCheck?

    /// A change without any.
    static let none = ChangeSignatures()

    /// Throws when signatures came or went since they were read: those of the content, or of what it signs.
    func requireCurrent(_ store: any MetadataReader) throws {
        for check in [required, awaited].compactMap(\.self) { try check.requireCurrent(store) }
    }
}

/// Signatures that a change brings.
struct ArrivingSignatures: Sendable {
    /// The manifest that brings them.
    let artifact: Digest
    /// The manifest that it says they are of.
    let subject: Digest
    /// The signatures, those of other manifests left out.
    let signatures: [SeenSignature]
}

/// A tag that waits for signatures.
public struct PendingTag: Hashable, Sendable {
    /// The tag.
    public let tag: Tag
    /// The number of the hold.
    public let hold: Int64
    /// What is missing, in words.
    public let needs: String
}
