// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage

/// A hold with the deadlines that the rule in force gives it.
public struct Hold: Hashable, Sendable {
    /// The hold.
    public let record: HoldRecord
    /// When it closes by itself, if ever.
    public let expiresAt: Timestamp?
    /// When it is approved by time, if nobody rejects it.
    public let releaseAt: Timestamp?

    /// Deadlines follow the rules as they are now, so that taking `release-after` away stops a release.
    init(_ record: HoldRecord, rules: RuleSet) {
        self.record = record
        guard record.state == .open || record.state == .pending else {
            self.expiresAt = nil
            self.releaseAt = nil
            return
        }
        let rule = rules.rule(for: record.repository, tag: record.tag)
        // As in ``TagVerdict``: a tag recreated with what it last meant is a creation, too.
        let action = record.from == nil || record.from == record.to ? rule.create : rule.change
        self.expiresAt = rule.expire.map { record.openedAt.advanced(by: $0) }
        self.releaseAt =
            action == .hold && record.state == .open ? rule.releaseAfter.map { record.openedAt.advanced(by: $0) } : nil
    }
}
