// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The wish that a tag means what another one means, in another repository or the same.
public struct Promotion: Sendable {
    /// Whether anything changes.
    public enum Mode: Sendable {
        /// The tag is set, or the change held, as the rules say.
        case carryOut
        /// The rules are asked, and nothing changes.
        case rehearse
    }

    /// What is promoted: a repository with a tag, a digest, or a tag that must mean the digest.
    ///
    /// Its host says nothing.
    public var source: Reference
    /// The tag to set; without one, the source's.
    ///
    /// A digest must be that of what is promoted. Its host says nothing.
    public var target: Reference
    /// Why, in one line of text.
    public var reason: String?
    /// Whether anything changes.
    public var mode: Mode

    /// Creates a wish.
    public init(from source: Reference, to target: Reference, reason: String? = nil, mode: Mode = .carryOut) {
        self.source = source
        self.target = target
        self.reason = reason
        self.mode = mode
    }
}

/// What became of a promotion that no rule refused.
public struct PromotionResult: Hashable, Sendable {
    /// How it ended.
    public enum Outcome: String, Sendable {
        /// The tag means the content now.
        case promoted
        /// The tag meant it already.
        case unchanged
        /// The change waits for a decision.
        case held
    }

    /// What was promoted, as it was named.
    public let source: Reference
    /// The tag it went to.
    public let target: Reference
    /// The content.
    public let digest: Digest
    /// What the tag meant before; nil when it did not exist.
    public let previous: Digest?
    /// How it ended.
    public var outcome: Outcome
    /// The hold that waits; nil when there is none, or nothing was to change.
    public var hold: Int64?
    /// How many manifests that refer to the content came along.
    public let referrers: Int
    /// The tags of signers that came along.
    public internal(set) var companions: [Tag]
    /// What was left behind, and why.
    public internal(set) var notes: [String]
    /// Other tags that moved, or wait for a person, because of the signatures that came along.
    var settled: [Tag] = []
}
