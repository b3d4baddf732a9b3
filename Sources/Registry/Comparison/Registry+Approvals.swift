// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIModel
internal import Policy
internal import Storage

/// The holds that rules were asked about, so that each is judged once under the same rules.
struct JudgedHolds {
    struct Key: Hashable {
        let id: Int64
        /// A hold that is opened again is another one.
        let openedAt: Timestamp
    }

    var rules: RuleSet?
    var keys: Set<Key> = []
    /// What need not be compared any more.
    var done: Set<ComparisonDesk.Request> = []

    /// Has a hold judged again, because more is known of it.
    mutating func reconsider(_ hold: HoldRecord) {
        keys.remove(Key(id: hold.id, openedAt: hold.openedAt))
    }
}

extension Registry {
    /// Approves the open holds whose comparisons are there and meet what their rules say.
    func approveByRules(_ judged: inout JudgedHolds) async throws {
        let rules = policy.rules
        if judged.rules != rules {
            judged.rules = rules
            judged.keys = []
        }
        let open = try await openHolds()
        let keys = Set(open.map { JudgedHolds.Key(id: $0.id, openedAt: $0.openedAt) })
        judged.keys.formIntersection(keys)
        judged.done.formIntersection(Set(open.map(\.request)))
        for hold in open {
            let key = JudgedHolds.Key(id: hold.id, openedAt: hold.openedAt)
            guard !judged.keys.contains(key) else { continue }
            try Task.checkCancellation()
            let rule = rules.rule(for: hold.repository, tag: hold.tag)
            if rule.mayApprove(hold) {
                guard let stored = try await metadata.read({ try $0.comparisonSummary(of: hold.subject) }),
                    suffices(stored, in: hold.repository)
                else { continue }
                try await judge(hold, by: rule, stored)
            }
            judged.keys.insert(key)
        }
    }

    func openHolds() async throws -> [HoldRecord] {
        try await metadata.read { try $0.holds(in: nil, tag: nil, states: [.open], before: nil, limit: .max) }
    }

    private func judge(_ hold: HoldRecord, by rule: Rule, _ stored: ComparisonRecord) async throws {
        guard stored.failure == nil, let summary = HoldSummary(json: stored.summary) else { return }
        var paths: [String]?
        if rule.approveWhen.contains(where: { !$0.paths.isEmpty }) {
            let whole = try await metadata.read { try $0.comparison(of: hold.subject) }
            paths = whole.flatMap { ComparedPaths.all(in: $0.document) }
        }
        let judgement = ApproveJudgement(summary: summary, paths: paths)
        guard let words = judgement.approval(by: rule.approveWhen) else { return }
        do {
            try await approve(hold, by: rule, because: words)
        } catch let error as RegistryError {
            log.notice(
                "a rule would approve a hold, which cannot be approved",
                metadata: ["hold": "\(hold.id)", "rule": "\(rule.name)", "reason": "\(error.message)"]
            )
        }
    }

    /// Approves, unless anything changed since the change was judged: the hold, the rules, or what the tag means.
    private func approve(_ hold: HoldRecord, by rule: Rule, because words: String) async throws {
        let moment = now()
        let settled = try await judged { policy in
            try await signatures(ofHold: hold, under: policy)
        } change: { [upstreams] store, policy, signatures in
            // A deleted tag comes back by a person's word alone.
            guard let current = try store.hold(hold.id), current == hold,
                try store.tag(hold.tag, in: hold.repository)?.digest != nil,
                policy.rules.rule(for: hold.repository, tag: hold.tag) == rule
            else { return [Tag]() }
            try signatures.requireCurrent(store)
            return try HoldDecision(
                caller: .system,
                policy: policy,
                now: moment,
                upstreams: upstreams,
                signatures: signatures
            ).approve(current, reason: "approved by \(rule.name): \(words)", in: store)
        }
        cache.drop([hold.tag], in: hold.repository)
        cache.drop([hold.to], in: hold.repository)
        noteSettled(settled, in: hold.repository)
    }
}

extension Rule {
    /// Tells whether the rule may approve such a hold by what differs: it says when, it holds such a change, and there is
    /// something to compare with.
    fileprivate func mayApprove(_ hold: HoldRecord) -> Bool {
        guard !approveWhen.isEmpty, let from = hold.from else { return false }
        return from != hold.to && change == .hold
    }
}
