// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy

/// A rule in words.
struct RuleWords {
    let rule: Rule

    /// What happens to a tag that would change, in a word or two.
    var brief: String {
        let signed = rule.require.isEmpty ? "" : ", signed only"
        return switch rule.change {
        case .allow: rule.require.isEmpty ? "moves freely" : "moves when signed"
        case .hold: "changes are held\(signed)"
        case .deny: "never changes\(signed)"
        }
    }

    /// What happens in each case, a sentence each.
    var sentences: [String] {
        var sentences = rule.require.map { "Content needs \($0.words)." }
        if !rule.require.isEmpty {
            sentences.append("A push that lacks it waits, and only its pusher can see it; then:")
        }
        if rule.pull == .signed { sentences.append("What lacks it cannot be pulled under the tag.") }
        sentences += [
            "A push of other content \(words(rule.change)).", "A first push \(words(rule.create)).",
            "Deleting the tag \(rule.delete == .allow ? "is possible" : "is refused").",
        ]
        if let duration = rule.expire {
            sentences.append("A change that nobody decides about is dropped after \(Self.words(duration)).")
        }
        if let duration = rule.releaseAfter {
            sentences.append("A change that nobody rejects is approved after \(Self.words(duration)).")
        }
        if !rule.approveWhen.isEmpty {
            sentences.append("Some changes are approved without a person, by what differs.")
        }
        return sentences
    }

    private func words(_ action: TagAction) -> String {
        switch action {
        case .allow: "is accepted"
        case .hold: "waits until someone approves it"
        case .deny: "is refused"
        }
    }

    /// Such as `30 days` or `90 minutes`.
    private static func words(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let units: [(Int64, String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        let (length, name) = units.first { seconds >= $0.0 && seconds % $0.0 == 0 } ?? (1, "second")
        return "\(seconds / length) \(name)\(seconds / length == 1 ? "" : "s")"
    }
}
