// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What a push has to do with signatures: those that its tags are required to have, and those that it brings.
struct PushSignatures: Sendable {
    /// The signatures of the pushed manifest, where a rule of its tags requires some.
    var required: RequirementCheck?
    /// The signatures that it brings.
    var arriving: ArrivingSignatures?
    /// The signatures of what they are of, together with those that arrive.
    var awaited: RequirementCheck?

    /// A push without any.
    static let none = PushSignatures()
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

/// Something that was looked at before a change has changed since: the change has to be prepared anew.
struct EvidenceChanged: Error {}
