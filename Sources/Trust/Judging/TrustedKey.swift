// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A key that rules may name, and how it stands in the log of the repository.
public struct TrustedKey: Hashable, Sendable {
    /// How a key stands.
    public enum State: Hashable, Sendable {
        /// It signs.
        case active
        /// It signs no more; signatures that the log has from before this index stay good.
        case retired(since: Int64)
        /// It may be in the wrong hands; signatures that the log has from before this index stay good.
        case revoked(since: Int64)
    }

    /// The name that rules call it by.
    public let name: String
    /// The key.
    public let key: VerificationKey
    /// How it stands.
    public let state: State

    /// Creates a key of a name.
    public init(name: String, key: VerificationKey, state: State = .active) {
        self.name = name
        self.key = key
        self.state = state
    }
}
