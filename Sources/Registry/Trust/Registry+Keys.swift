// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
public import OCIModel
internal import Policy
internal import Storage
internal import Trust

extension Registry {
    /// Lists the keys that rules can require signatures of, and how each stands (`holdfast.keys/1`).
    ///
    /// - Throws: ``RegistryError`` with `rightMissing` for somebody who has not signed in and could see nothing.
    public func keysDocument(by caller: Caller) async throws -> [UInt8] {
        try caller.requireSignInIfNeeded()
        let decisions = try await metadata.read { try $0.keyDecisions() }
        return KeysDocument(keys: policy.trustKeys, decisions: decisions).json
    }

    /// Retires a key: its signatures from before go on counting, and no new ones.
    ///
    /// - Parameters:
    ///   - name: The name that the configuration gives it.
    ///   - reason: Why, in one line of text.
    ///   - caller: Who asks; needs the right to administer.
    /// - Returns: The keys as they are now (`holdfast.keys/1`).
    /// - Throws: ``RegistryError``: `rightMissing`, `keyUnknown`, `conflict` for a key that was revoked.
    public func retireKey(named name: String, reason: String?, by caller: Caller) async throws -> [UInt8] {
        try await decide(.retired, aboutKey: name, reason, by: caller)
    }

    /// Revokes a key for good: somebody else may have it, so that no later signature of it counts.
    ///
    /// - Parameters:
    ///   - name: The name that the configuration gives it.
    ///   - reason: Why, in one line of text; the logs keep it.
    ///   - caller: Who asks; needs the right to administer.
    /// - Returns: The keys as they are now (`holdfast.keys/1`).
    /// - Throws: ``RegistryError``: `rightMissing`, `keyUnknown`.
    public func revokeKey(named name: String, reason: String?, by caller: Caller) async throws -> [UInt8] {
        try await decide(.revoked, aboutKey: name, reason, by: caller)
    }

    private func decide(
        _ state: KeyState,
        aboutKey name: String,
        _ reason: String?,
        by caller: Caller
    ) async throws -> [UInt8] {
        try caller.require(.admin, in: nil)
        let words = try DecisionReason(reason).text
        guard let key = policy.trustKeys.first(where: { $0.name == name }) else {
            throw RegistryError(
                .keyUnknown,
                "the configuration names no key \(name); holdfast key list shows those it does"
            )
        }
        let decision = KeyDecision(
            fingerprint: key.key.fingerprint,
            name: name,
            state: state,
            reason: words,
            decidedBy: caller.name,
            decidedAt: now()
        )
        // What was signed before the decision must be known to be so.
        try await takeOverSignatures()
        try await metadata.write(from: caller.address) { store in
            let known = try store.keyDecisions().first { $0.fingerprint == decision.fingerprint }
            guard known?.state != .revoked || state == .revoked else {
                throw RegistryError(.conflict, "the key \(name) was revoked, which nothing undoes; use another key")
            }
            guard known?.state != state else { return }
            try store.putKeyDecision(decision)
        }
        try await logTrust()
        return try await keysDocument(by: caller)
    }

    /// Logs the requirements and keys in force in every repository whose log tells of others, and lets pushes go on that
    /// wait for nothing any more.
    ///
    /// To be called at the start and whenever the policy is replaced. Signatures that were stored before there were logs
    /// are logged first. Repositories are taken in turns, so that pushes need not wait for all of them; a push logs them for
    /// its own repository at once. One whose log is damaged is left out, and told at the next start.
    public func logTrust() async throws {
        try await takeOverSignatures()
        var last: RepositoryName?
        while true {
            let position = last
            let page = try await metadata.read { try $0.repositories(after: position, limit: Self.trustPage) }
            let moment = now()
            let names = page.map(\.name)
            let told = try await metadata.read { [self] store in
                let trust = TrustInForce(policy)
                let decisions = try store.keyDecisions()
                return try names.filter { name in
                    let head = try store.logHead(of: name)
                    if head?.policy != trust.document(for: name, { decisions })?.digest { return true }
                    guard head != nil, !decisions.isEmpty else { return false }
                    let known = try store.loggedKeys(in: name).map { KeyStanding($0.fingerprint, $0.state) }
                    return !Set(known).isSuperset(of: decisions.map { KeyStanding($0.fingerprint, $0.state) })
                }
            }
            do {
                try await logTrust(in: told, at: moment)
            } catch let error as StoreError where error.code == .corrupt {
                // Nothing of it was stored; one at a time, the others are.
                for name in told {
                    _ = try await unlessDamaged("requirements and keys", in: name) {
                        try await logTrust(in: [name], at: moment)
                    }
                }
            }
            guard page.count == Self.trustPage else { break }
            last = page.last?.name
        }
        try await settlePendingHolds()
    }

    private func logTrust(in repositories: [RepositoryName], at moment: Timestamp) async throws {
        guard !repositories.isEmpty else { return }
        try await metadata.write(from: nil) { store in
            guard let writer = store as? AnnouncingWriter else { return }
            for name in repositories { try writer.requireTrustLogged(in: name, at: moment) }
        }
    }

    private static let trustPage = 100

    /// Looks again at everything that waits for signatures.
    private func settlePendingHolds() async throws {
        let pending = try await metadata.read { store in
            try store.holds(in: nil, tag: nil, states: [.pending], before: nil, limit: .max)
        }
        for hold in pending {
            _ = try await unlessDamaged("pushes that wait for nothing any more", in: hold.repository) {
                try await settle(hold)
            }
        }
    }

    private func settle(_ hold: HoldRecord) async throws {
        let moment = now()
        let settled = try await judged { policy in
            try await requirementCheck(of: hold.to, in: hold.repository, under: policy)
        } change: { store, policy, check in
            try check.requireCurrent(store)
            return try PendingSettlement(
                store: store,
                rules: policy.rules,
                check: check,
                actor: Caller.system.name,
                now: moment
            ).run()
        }
        noteSettled(settled, in: hold.repository)
    }

    /// What is required in a repository, or of one of its tags, and which keys count there (`holdfast.trust/1`).
    ///
    /// - Throws: ``RegistryError`` with `rightMissing`.
    public func trustDocument(
        of repository: RepositoryName,
        tag: Tag?,
        by caller: Caller
    ) async throws -> [UInt8] {
        try caller.require(.pull, in: repository)
        let policy = policy
        let trust = TrustInForce(policy)
        let (keys, head) = try await metadata.read { store in
            (try trust.trustedKeys(in: repository, store), try store.logHead(of: repository))
        }
        return TrustReport(
            repository: repository,
            tag: tag,
            rule: tag.map { policy.rules.rule(for: repository, tag: $0) },
            rules: policy.rules.rules.filter { $0.covers(repository) },
            keys: keys,
            authorities: policy.acceptedAuthorities.sorted(),
            logged: head?.policy
        ).json
    }
}

/// A key and how it stands, to tell whether a log knows.
private struct KeyStanding: Hashable {
    let fingerprint: Digest
    let state: KeyState

    init(_ fingerprint: Digest, _ state: KeyState) {
        self.fingerprint = fingerprint
        self.state = state
    }
}
