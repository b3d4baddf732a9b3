// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// One line of an access policy: who may do what, and where.
public struct AccessEntry: Hashable, Sendable {
    /// Whom an entry speaks of.
    public enum Subject: Hashable, Sendable {
        /// The users of these names, signed in.
        case users([String])
        /// Everyone, signed in or not.
        case everyone
    }

    /// Whom the entry speaks of.
    public var subject: Subject
    /// The repositories it speaks of; empty: all, and the server itself.
    public var repositories: [Glob]
    /// The rights it gives; empty gives none, and no later entry adds to that.
    public var can: Set<Right>

    /// Creates an entry.
    public init(subject: Subject, repositories: [Glob] = [], can: Set<Right>) {
        self.subject = subject
        self.repositories = repositories
        self.can = can
    }

    /// Tells whether the entry speaks of a user; nil is somebody not signed in.
    public func covers(user: String?) -> Bool {
        switch subject {
        case .everyone: true
        case .users(let names): user.map(names.contains) ?? false
        }
    }
}
