// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a comparison comes to.
public enum Verdict: String, Sendable {
    /// The same digest.
    case identical
    /// Other bytes, the same files and the same configuration.
    case sameFiles = "same-files"
    /// Nothing differs but moments.
    case timestampsOnly = "timestamps-only"
    /// Something differs.
    case changed
}
