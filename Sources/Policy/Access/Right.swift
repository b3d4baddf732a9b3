// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Something a user may do.
public enum Right: String, CaseIterable, Sendable {
    case pull
    case push
    case delete
    /// Decide holds.
    case approve
    /// Run the registry: users, tokens, garbage collection, scrub, reload.
    case admin
}
