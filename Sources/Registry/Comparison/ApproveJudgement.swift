// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import Policy

/// Tells whether a change is one that a rule approves without a person.
///
/// An alternative must be met whole, on every platform. What could not be judged is never approved: this is asked only of
/// comparisons of which everything is known.
struct ApproveJudgement {
    let summary: HoldSummary
    /// Every path that differs, those that are no text as an empty one; nil when they are not at hand.
    let paths: [String]?

    /// The first alternative that the change meets, in words; nil if a person has to decide.
    func approval(by alternatives: [ApproveCondition]) -> String? {
        guard summary.unjudged == nil, !summary.isFirst, !summary.platforms.isEmpty else { return nil }
        return alternatives.first(where: meets).map(words)
    }

    private func meets(_ condition: ApproveCondition) -> Bool {
        guard condition.verdicts != nil || condition.severityBelow != nil || !condition.paths.isEmpty else {
            return false
        }
        return summary.platforms.allSatisfy { meets(condition, $0) } && hasAllPaths(inside: condition.paths)
    }

    private func meets(_ condition: ApproveCondition, _ platform: HoldSummary.Platform) -> Bool {
        switch platform.change {
        case .added, .removed: return false
        case .modified where platform.facts == nil: return false
        case .modified, .same: break
        }
        if let verdicts = condition.verdicts {
            guard let verdict = ApproveCondition.Verdict(rawValue: verdict(of: platform).rawValue),
                verdicts.contains(verdict)
            else { return false }
        }
        guard let facts = platform.facts else { return true }
        if let limit = condition.severityBelow, let heaviest = facts.heaviest {
            guard let severity = ApproveCondition.Severity(rawValue: heaviest.rawValue), severity < limit else {
                return false
            }
        }
        guard !condition.paths.isEmpty else { return true }
        return !facts.settingsDiffer && facts.doubtfulPaths.count <= ChangeFacts.maximumPaths
            && facts.doubtfulPaths.allSatisfy { isInside($0, condition.paths) }
    }

    /// An image that did not change is identical; if none did, the index that lists them is another one all the same.
    private func verdict(of platform: HoldSummary.Platform) -> Verdict {
        let isSameEverywhere = summary.platforms.allSatisfy { $0.change == .same }
        return isSameEverywhere ? summary.verdict : platform.verdict
    }

    private func hasAllPaths(inside patterns: [Glob]) -> Bool {
        guard !patterns.isEmpty else { return true }
        guard let paths else { return false }
        return paths.allSatisfy { isInside($0, patterns) }
    }

    private func isInside(_ path: String, _ patterns: [Glob]) -> Bool {
        !path.isEmpty && patterns.contains { $0.matches(path) }
    }

    private func words(_ condition: ApproveCondition) -> String {
        var parts: [String] = []
        if condition.verdicts != nil { parts.append("verdict \(summary.verdict.rawValue)") }
        if !condition.paths.isEmpty {
            parts.append("every path inside \(condition.paths.map(\.pattern).joined(separator: ", "))")
        }
        if let limit = condition.severityBelow { parts.append("severity below \(limit.rawValue)") }
        return parts.joined(separator: ", ")
    }
}
