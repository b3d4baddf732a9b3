// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A reference of a file with what became of it.
public struct JudgedReference: Hashable, Sendable {
    /// What became of a reference.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// The digest is written, and there is nothing to say against it.
        case pinned
        /// No digest is written.
        case unpinned
        /// The tag means something else than the digest that is written.
        case drifted
        /// The digest is that of one platform's image, the tag means an index.
        case platformPin = "platform-pin"
        /// It could not be judged.
        case unresolved
        /// It is left alone, as it was asked for or as it cannot be edited.
        case skipped
    }

    /// The reference, as it stands in the file.
    public var found: FoundReference
    /// Where it stands.
    public var position: SourcePosition
    /// What became of it.
    public var status: Status
    /// The digest that is written, or the one that would be or was written.
    public var digest: Digest?
    /// What the tag means now.
    public var current: Digest?
    /// What there is to say, for people.
    public var message: String?

    /// Creates a judged reference.
    public init(
        found: FoundReference,
        position: SourcePosition,
        status: Status,
        digest: Digest? = nil,
        current: Digest? = nil,
        message: String? = nil
    ) {
        self.found = found
        self.position = position
        self.status = status
        self.digest = digest
        self.current = current
        self.message = message
    }
}
