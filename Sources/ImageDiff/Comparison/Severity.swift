// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How much a difference matters to a person who decides.
public enum Severity: String, CaseIterable, Comparable, Sendable {
    case info
    case low
    case medium
    case high

    /// Orders by weight: `info` is least.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .low: 1
        case .medium: 2
        case .high: 3
        }
    }
}
