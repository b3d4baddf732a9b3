// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import ImageDiff
public import OCIModel
public import Storage

/// Where the comparison of what a hold offers with what its tag means stands.
public enum ComparisonState: Hashable, Sendable {
    /// It is being made, or will be.
    case pending
    /// It is there.
    case ready
    /// It cannot be made, for this reason.
    case failed(String)

    /// The word of the API.
    public var word: String {
        switch self {
        case .pending: "pending"
        case .ready: "ready"
        case .failed: "failed"
        }
    }

    /// Why it cannot be made, if so.
    public var failure: String? {
        guard case .failed(let reason) = self else { return nil }
        return reason
    }
}

/// What a list says of a comparison.
public struct ComparisonBrief: Hashable, Sendable {
    /// Where it stands.
    public var state: ComparisonState
    /// What it came to.
    public var verdict: Verdict?
    /// The same in one line.
    public var headline: String?

    /// Says where a comparison stands that came to nothing yet.
    init(_ state: ComparisonState) {
        self.state = state
    }

    init(_ summary: HoldSummary) {
        self.state = .ready
        self.verdict = summary.verdict
        self.headline = summary.headline
    }
}

/// A hold with everything that helps to decide it.
public struct HoldReview: Sendable {
    /// Something else that happened in the repository at about the same time.
    public struct Companion: Hashable, Sendable {
        /// The tag it is about.
        public var tag: Tag
        /// What happened.
        public var event: EventRecord.Kind
        /// The content it is about.
        public var digest: Digest
        /// Who did it.
        public var by: String
        /// When.
        public var at: Timestamp
        /// The hold it made or decided.
        public var hold: Int64?
    }

    /// Another tag that means the offered content, or is to mean it.
    public struct Bearer: Hashable, Sendable {
        /// The tag.
        public var tag: Tag
        /// The open hold that offers it; nil where the tag means it already.
        public var hold: Int64?
    }

    /// The hold.
    public let hold: Hold
    /// What the tag means now; nil when it does not exist, or is deleted.
    public let current: Digest?
    /// Where the comparison stands.
    public let state: ComparisonState
    /// What it came to; without details for those who may not read both sides.
    public let summary: HoldSummary?
    /// What else happened in the repository within ten minutes, oldest first; at most 50.
    public let together: [Companion]
    /// Other tags of the repository with the same content; at most 50.
    public let sameContent: [Bearer]
    /// Whether the caller may read both sides, and so the whole comparison.
    public let mayReadDetails: Bool
}
