// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What is to be done with the references of a tree.
public enum PinGoal: Hashable, Sendable {
    /// What has no digest gets one; digests that stand there stay.
    case pin
    /// What has no digest gets one, and where a tag means something newer, the digest follows.
    case update
    /// Digests are taken out again.
    case unpin
    /// Every reference to one image gets a digest: all its tags, or the one that is named.
    case set(Reference, Digest)
}

/// How the references of a tree are to be dealt with.
public struct PinRequest: Sendable {
    /// What is to be done.
    public var goal: PinGoal
    /// What may be edited besides what is edited by itself.
    public var granted: Set<FoundReference.Request>
    /// The lock, for references whose digest cannot stand in the file.
    public var lock: LockFile?
    /// Tells whether a reference is left alone.
    public var isExcluded: @Sendable (FoundReference) -> Bool

    /// Creates a request.
    public init(
        _ goal: PinGoal,
        granted: Set<FoundReference.Request> = [],
        lock: LockFile? = nil,
        isExcluded: @escaping @Sendable (FoundReference) -> Bool = { _ in false }
    ) {
        self.goal = goal
        self.granted = granted
        self.lock = lock
        self.isExcluded = isExcluded
    }
}

/// Why a policy does not let a digest be written.
public enum PinRefusal: Hashable, Sendable {
    /// The policy says no.
    case refused(String)
    /// The policy cannot be judged, such as an age where the registry keeps no history.
    case unknown(AnswerFailure)
}
