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
            return []
        }
    }

    /// Opens a closed hold again, against what the tag means now.
    ///
    /// - Throws: ``RegistryError``: `holdUnknown`, `rightMissing`, `conflict` when the hold is open or approved, another
    ///   is open for the tag, the tag means the content already, or the content is gone.
    public func reopen(_ id: Int64, reason: String?, by caller: Caller) async throws -> Hold {
        try await decide(id, reason, by: caller) { store, hold, reason, decision in
            try decision.reopen(hold, reason: reason, in: store)
            return []
        }
    }

    private func decide(
        _ id: Int64,
        _ reason: String?,
        asSeen seen: ComparisonRecord.Subject? = nil,
        by caller: Caller,
        _ body: @escaping @Sendable (any MetadataWriter, HoldRecord, String?, HoldDecision) throws -> [Tag]
    ) async throws -> Hold {
        guard let found = try await metadata.read({ try $0.hold(id) }), caller.may(.pull, in: found.repository) else {
            throw Self.unknownHold(id)
        }
        try caller.require(.approve, in: found.repository)
        let words = try DecisionReason(reason).text
        let moment = now()
        let (decided, settled) = try await judged(from: caller.address) { policy in
            try await signatures(ofHold: found, under: policy)
        } change: { [upstreams] store, policy, signatures in
            try signatures.requireCurrent(store)
            let decision = HoldDecision(
                caller: caller,
                policy: policy,
                now: moment,
                upstreams: upstreams,
                signatures: signatures
            )
            guard let hold = try store.hold(id) else { throw Self.unknownHold(id) }
            try decision.requireSame(hold, as: seen)
            let settled = try body(store, hold, words, decision)
            return (try store.hold(id) ?? hold, settled)
        }
        cache.drop([decided.tag], in: decided.repository)
        noteSettled(settled, in: decided.repository)
        comparisons.bell.ring()
        return Hold(decided, rules: policy.rules)
    }

    /// The signatures of what a hold is about, where its rule requires some, and those that it brings.
    func signatures(ofHold hold: HoldRecord, under policy: LivePolicy) async throws -> ChangeSignatures {
        let repository = hold.repository
        return try await signatures(
            ofSetting: [hold.tag],
            to: hold.to,
            try await storedSignature(hold.to, in: repository, under: hold.tag),
            in: repository,
            under: policy
        )
    }

    static func unknownHold(_ id: Int64) -> RegistryError {
        RegistryError(.holdUnknown, "there is no hold \(id); holdfast holds lists those that are open")
    }
}
