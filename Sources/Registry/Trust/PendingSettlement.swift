// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// Lets pushes go on that waited for signatures, once all that are required are there: by the rule of the tag, which may
/// let it move, or want a person to decide.
struct PendingSettlement {
    let store: any MetadataWriter
    let rules: RuleSet
    /// The signatures of what the pushes offered.
    let check: RequirementCheck
    /// Who brought the last signature.
    let actor: String
    let now: Timestamp

    /// Settles what can be settled.
    ///
    /// - Returns: The tags that moved, or wait for a person now.
    /// - Throws: ``StoreError`` when the change cannot be written.
    func run() throws -> [Tag] {
        let repository = check.evidence.repository
        let pending = try store.holds(in: repository, tag: nil, states: [.pending], before: nil, limit: .max)
        return try pending.filter { $0.to == check.evidence.digest }.reversed().compactMap { hold in
            let rule = rules.rule(for: repository, tag: hold.tag)
            guard try check.missing(for: hold.tag, under: rule, store) == nil else { return nil }
            return try settle(hold, under: rule) ? hold.tag : nil
        }
    }

    private func settle(_ hold: HoldRecord, under rule: Rule) throws -> Bool {
        let record = try store.tag(hold.tag, in: hold.repository)
        let situation = TagSituation(
            record.map { TagRecordView(current: $0.digest, last: $0.lastDigest) },
            offered: hold.to,
            isAddition: false
        )
        guard try store.firstMissing(of: hold.to, in: hold.repository) == nil else {
            try close(hold, as: .superseded, because: "some of the offered content is no longer stored; push it again")
            return true
        }
        switch TagVerdict(situation, under: rule, signatures: .complete) {
        case .unchanged:
            try close(hold, as: .superseded, because: "the tag means it already")
        case .accept:
            try supersede(hold)
            try store.makeReadable([hold.to], in: hold.repository)
            let words = "signed as \(rule.name) requires" + (hold.reason.map { "; \($0)" } ?? "")
            let event = try store.append(
                record?.digest == nil ? .created : .moved,
                of: hold.tag,
                in: hold.repository,
                digest: hold.to,
                previous: record?.digest,
                actor: hold.offeredBy,
                reason: words,
                hold: hold.id,
                at: now
            )
            var settled = hold
            settled.state = .approved
            settled.decidedBy = actor
            settled.decidedAt = event.time
            settled.reason = words
            try store.updateHold(settled)
        case .hold:
            try supersede(hold)
            try open(hold, record, under: rule)
        case .deny, .unjudged, .pending:
            return false
        }
        return true
    }

    /// Hands the change to a person: the signatures are there, and the rule wants more.
    private func open(_ hold: HoldRecord, _ record: TagRecord?, under rule: Rule) throws {
        let event = try store.append(
            .held,
            of: hold.tag,
            in: hold.repository,
            digest: hold.to,
            previous: record?.digest,
            actor: hold.offeredBy,
            reason: rule.name + (hold.reason.map { "; \($0)" } ?? ""),
            hold: hold.id,
            at: now
        )
        var opened = hold
        opened.state = .open
        opened.from = record?.lastDigest
        opened.rule = rule.name
        opened.reopenedAt = event.time
        try store.updateHold(opened)
    }

    private func supersede(_ hold: HoldRecord) throws {
        try store.supersedeOpenHold(
            of: hold.tag,
            in: hold.repository,
            by: actor,
            because: "a newer push offers \(hold.to), which has its signatures now",
            at: now
        )
    }

    private func close(_ hold: HoldRecord, as state: HoldRecord.State, because reason: String) throws {
        try store.close(hold, as: state, event: .superseded, by: actor, reason: reason, at: now)
    }
}
