// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// How a key stands in a repository, by the last event of the log that is about it.
public struct LoggedKey: Hashable, Sendable {
    /// The SHA-256 of the key's SubjectPublicKeyInfo.
    public var fingerprint: Digest
    /// The name that rules called it by.
    public var name: String
    /// How it stands.
    public var state: KeyState
    /// The index of the event since which it stands so.
    public var since: Int64

    /// Creates the standing of a key.
    public init(fingerprint: Digest, name: String, state: KeyState, since: Int64) {
        self.fingerprint = fingerprint
        self.name = name
        self.state = state
        self.since = since
    }
}

/// How a key stands.
public enum KeyState: String, CaseIterable, Sendable {
    /// Its signatures count.
    case active
    /// Its signatures from before count, and no new ones.
    case retired
    /// Somebody else may have it: its signatures from before count, and no new ones, ever.
    case revoked
}

/// What was decided about a key for the whole registry.
public struct KeyDecision: Hashable, Sendable {
    /// The SHA-256 of the key's SubjectPublicKeyInfo.
    public var fingerprint: Digest
    /// The name it was called by.
    public var name: String
    /// What was decided.
    public var state: KeyState
    /// Why, in words.
    public var reason: String?
    /// Who decided.
    public var decidedBy: String
    /// When.
    public var decidedAt: Timestamp

    /// Creates a decision.
    public init(
        fingerprint: Digest,
        name: String,
        state: KeyState,
        reason: String?,
        decidedBy: String,
        decidedAt: Timestamp
    ) {
        self.fingerprint = fingerprint
        self.name = name
        self.state = state
        self.reason = reason
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
    }
}
