// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage

extension Registry {
    /// Lists holds the caller may see, newest first.
    public func holds(
        in repository: RepositoryName? = nil,
        tag: Tag? = nil,
        states: Set<HoldRecord.State>,
        before: Int64? = nil,
        limit: Int,
        by caller: Caller
    ) async throws -> [Hold] {
        if let repository { try caller.require(.pull, in: repository) }
        let rules = policy.rules
        var found: [Hold] = []
        var last = before
        while found.count < limit {
            let position = last
            let page = try await metadata.read { store in
                try store.holds(in: repository, tag: tag, states: states, before: position, limit: 500)
            }
            found += page.filter { caller.may(.pull, in: $0.repository) }.map { Hold($0, rules: rules) }
            guard page.count == 500 else { break }
            last = page.last?.id
        }
        return Array(found.prefix(limit))
    }

    /// Finds a hold by its number.
    ///
    /// - Throws: ``RegistryError`` with `holdUnknown`, also when the caller may not see its repository.
    public func hold(_ id: Int64, by caller: Caller) async throws -> Hold {
        guard let record = try await metadata.read({ try $0.hold(id) }), caller.may(.pull, in: record.repository) else {
            throw Self.unknownHold(id)
        }
        return Hold(record, rules: policy.rules)
    }

    /// Approves a hold: the tag moves, if it still means what it meant when the hold was made.
    ///
    /// - Parameters:
    ///   - id: The number of the hold.
    ///   - reason: Why, in one line of text.
    ///   - seen: The change that the caller looked at, if the hold must still be about that one.
    ///   - caller: Who decides.
    /// - Returns: The hold as it is now.
    /// - Throws: ``RegistryError``: `holdUnknown`, `rightMissing` (also for the one who pushed, unless rules say
    ///   otherwise), `requestInvalid` for a reason that is no line of text, `conflict` when the hold is closed or about
    ///   something else by now, the tag has moved, or the content is gone.
    public func approve(
        _ id: Int64,
        reason: String?,
        asSeen seen: ComparisonRecord.Subject? = nil,
        by caller: Caller
    ) async throws -> Hold {
        try await decide(id, reason, asSeen: seen, by: caller) { store, hold, reason, decision in
            try decision.approve(hold, reason: reason, in: store)
        }
    }

    /// Rejects a hold: the tag stays, and the same content offered again is refused.
    ///
    /// - Parameters:
    ///   - id: The number of the hold.
    ///   - reason: Why, in one line of text.
    ///   - seen: The change that the caller looked at, if the hold must still be about that one.
    ///   - caller: Who decides.
    /// - Returns: The hold as it is now.
    /// - Throws: ``RegistryError``: `holdUnknown`, `rightMissing`, `conflict` when the hold is closed or about something
    ///   else by now.
    public func reject(
        _ id: Int64,
        reason: String?,
        asSeen seen: ComparisonRecord.Subject? = nil,
        by caller: Caller
    ) async throws -> Hold {
        try await decide(id, reason, asSeen: seen, by: caller) { store, hold, reason, decision in
            try decision.requireUndecided(hold)
            try store.close(
                hold,
                as: .rejected,
                event: .rejected,
                by: decision.caller.name,
                reason: reason,
                at: decision.now
            )
        }
    }

    /// Opens a closed hold again, against what the tag means now.
    ///
    /// - Throws: ``RegistryError``: `holdUnknown`, `rightMissing`, `conflict` when the hold is open or approved, another
    ///   is open for the tag, the tag means the content already, or the content is gone.
    public func reopen(_ id: Int64, reason: String?, by caller: Caller) async throws -> Hold {
        try await decide(id, reason, by: caller) { store, hold, reason, decision in
            try decision.reopen(hold, reason: reason, in: store)
        }
    }

    private func decide(
        _ id: Int64,
        _ reason: String?,
        asSeen seen: ComparisonRecord.Subject? = nil,
        by caller: Caller,
        _ body: @escaping @Sendable (any MetadataWriter, HoldRecord, String?, HoldDecision) throws -> Void
    ) async throws -> Hold {
        var decision = HoldDecision(caller: caller, policy: policy, now: now(), upstreams: upstreams)
        decision.signatures = try await signatures(ofHold: id)
        let judge = decision
        let decided = try await metadata.write(from: caller.address) { store in
            guard let hold = try store.hold(id), caller.may(.pull, in: hold.repository) else {
                throw Self.unknownHold(id)
            }
            try caller.require(.approve, in: hold.repository)
            try judge.requireSame(hold, as: seen)
            try body(store, hold, try DecisionReason(reason).text, judge)
            return try store.hold(id) ?? hold
        }
        cache.drop([decided.tag], in: decided.repository)
        comparisons.bell.ring()
        return Hold(decided, rules: policy.rules)
    }

    /// The signatures of what a hold is about, where its rule requires some.
    func signatures(ofHold id: Int64) async throws -> RequirementCheck? {
        let policy = policy
        guard let hold = try await metadata.read({ try $0.hold(id) }),
            !policy.rules.rule(for: hold.repository, tag: hold.tag).require.isEmpty
        else { return nil }
        return RequirementCheck(
            trust: TrustInForce(policy),
            evidence: try await evidence(for: hold.to, in: hold.repository)
        )
    }

    static func unknownHold(_ id: Int64) -> RegistryError {
        RegistryError(.holdUnknown, "there is no hold \(id); holdfast holds lists those that are open")
    }
}
