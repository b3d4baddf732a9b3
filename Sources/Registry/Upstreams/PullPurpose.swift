// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why something is asked for.
public enum PullPurpose: Hashable, Sendable {
    /// To have it (GET).
    case content
    /// To know of it (HEAD): nothing is fetched from an upstream for that.
    case description
}
