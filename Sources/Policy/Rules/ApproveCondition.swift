// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A description of a difference harmless enough to be approved without a person.
///
/// Everything that is set must hold.
public struct ApproveCondition: Hashable, Sendable {
    /// How two images compare as a whole.
    public enum Verdict: String, CaseIterable, Sendable {
        case identical
        case sameFiles = "same-files"
        case timestampsOnly = "timestamps-only"
        case changed
    }

    /// How grave a change of a file or of the configuration is, lightest first.
    public enum Severity: String, CaseIterable, Sendable {
        case info
        case low
        case medium
        case high
    }

    /// The verdicts that qualify; nil: any.
    public var verdicts: Set<Verdict>?
    /// Patterns of which every changed path must match one; empty: any path.
    public var paths: [Glob]
    /// The severity all changes must stay below; nil: any.
    public var severityBelow: Severity?

    /// Creates a condition.
    public init(verdicts: Set<Verdict>? = nil, paths: [Glob] = [], severityBelow: Severity? = nil) {
        self.verdicts = verdicts
        self.paths = paths
        self.severityBelow = severityBelow
    }
}

extension ApproveCondition.Severity: Comparable {
    /// Orders severities by gravity.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .low: 1
        case .medium: 2
        case .high: 3
        }
    }
}
