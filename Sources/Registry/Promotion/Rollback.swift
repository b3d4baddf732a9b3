// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The wish that a tag means again what it meant before.
public struct Rollback: Sendable {
    /// What the tag is to mean.
    public enum Goal: Hashable, Sendable {
        /// What it meant before what it means now; a deleted tag comes back as it was.
        case previous
        /// Something it has meant.
        case digest(Digest)
        /// What it meant at a moment.
        case asOf(Timestamp)
    }

    /// The repository.
    public var repository: RepositoryName
    /// The tag.
    public var tag: Tag
    /// What it is to mean.
    public var goal: Goal
    /// Why, in one line of text; there is no going back without saying why.
    public var reason: String?

    /// Creates a wish.
    public init(_ tag: Tag, in repository: RepositoryName, to goal: Goal, reason: String?) {
        self.repository = repository
        self.tag = tag
        self.goal = goal
        self.reason = reason
    }
}

/// What became of a rollback that no rule refused.
public struct RollbackResult: Hashable, Sendable {
    /// How it ended.
    public enum Outcome: String, Sendable {
        /// The tag was set.
        case restored
        /// The tag meant it already.
        case unchanged
    }

    /// The repository.
    public let repository: RepositoryName
    /// The tag.
    public let tag: Tag
    /// What it means now.
    public let digest: Digest
    /// What it meant until now; nil when it did not exist.
    public let previous: Digest?
    /// How it ended.
    public let outcome: Outcome
    /// The event in the repository's history; nil when there was nothing to do.
    public let index: Int64?
}
