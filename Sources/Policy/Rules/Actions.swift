// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What becomes of a push that would set a tag.
public enum TagAction: String, CaseIterable, Sendable {
    /// The tag moves.
    case allow
    /// The tag keeps its meaning until somebody decides.
    case hold
    /// The push is refused.
    case deny
}

/// What becomes of a request to delete a tag.
public enum DeleteAction: String, CaseIterable, Sendable {
    /// The tag goes and leaves a tombstone.
    case allow
    /// The tag stays.
    case deny
}

/// Which content of a tag may be pulled.
public enum PullAction: String, CaseIterable, Sendable {
    /// Whatever the tag means.
    case any
    /// Only signed content.
    case signed
}
