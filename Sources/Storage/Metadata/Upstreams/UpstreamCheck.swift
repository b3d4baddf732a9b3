// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What an upstream registry said last about a tag, and whether that was acted on.
///
/// Kept so that a restart neither asks about everything anew nor takes an answer that was dealt with for a new one.
public struct UpstreamCheck: Hashable, Sendable {
    /// The repository.
    public var repository: RepositoryName
    /// The tag.
    public var tag: Tag
    /// When the upstream was asked last, whether it answered or not.
    public var checkedAt: Timestamp
    /// What the tag meant there when it last answered; nil if it never did.
    public var digest: Digest?
    /// Whether everything the answer asks for was done.
    public var isSettled: Bool
    /// Why the last question has no answer, in words; nil if it has one.
    public var failure: String?

    /// Creates a record.
    public init(
        repository: RepositoryName,
        tag: Tag,
        checkedAt: Timestamp,
        digest: Digest?,
        isSettled: Bool,
        failure: String? = nil
    ) {
        self.repository = repository
        self.tag = tag
        self.checkedAt = checkedAt
        self.digest = digest
        self.isSettled = isSettled
        self.failure = failure
    }
}
