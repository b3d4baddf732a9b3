// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import Trust

extension AnnouncingWriter {
    /// Logs what was decided about keys, and the requirements in force in a repository if they are others than those logged
    /// last.
    ///
    /// Every change does this before its own first event, so that a log always tells by which rules an event was judged.
    /// Every log tells of every decision about a key, whether or not a rule names the key there: who verifies by a key
    /// alone reads it there, and a rule that names it later must know which signatures came before.
    /// - Parameters:
    ///   - repository: The repository.
    ///   - time: When it is noticed.
    /// - Throws: ``StoreError`` when the change cannot be written.
    func logTrust(in repository: RepositoryName, at time: Timestamp) throws {
        let decisions = try store.keyDecisions()
        let document = trust.document(for: repository) { decisions }
        let digest = document?.digest
        let isNews = try logs.policy(of: repository) != digest
        guard isNews || !decisions.isEmpty else { return }
        let known = Dictionary(try store.loggedKeys(in: repository).map { ($0.fingerprint, $0) }) { _, last in last }
        for decision in decisions where known[decision.fingerprint]?.state != decision.state {
            let earlier = known[decision.fingerprint].flatMap { $0.state == .active ? nil : $0.since }
            try log(
                decision.state,
                decision.fingerprint,
                decision.name,
                decision,
                since: earlier,
                in: repository,
                at: time
            )
        }
        guard isNews else { return }
        if let document, let digest { try store.putTrustDocument(document.bytes, as: digest) }
        try logs.setPolicy(digest, of: repository)
        for key in document?.keys ?? [] where key.state == .active && known[key.key.fingerprint] == nil {
            try log(.active, key.key.fingerprint, key.name, nil, since: nil, in: repository, at: time)
        }
        var facts = EventFacts()
        facts.policy = digest
        _ = try append(
            NewEvent(
                .policySet,
                actor: Caller.system.name,
                reason: digest == nil ? "no signatures are required any more" : nil,
                at: time,
                facts: facts
            ),
            in: repository
        )
    }

    private func log(
        _ state: KeyState,
        _ fingerprint: Digest,
        _ name: String,
        _ decision: KeyDecision?,
        since earlier: Int64?,
        in repository: RepositoryName,
        at time: Timestamp
    ) throws {
        var facts = EventFacts()
        facts.keyName = name
        facts.keyFingerprint = fingerprint
        let event = try append(
            NewEvent(
                state.event,
                actor: decision?.decidedBy ?? Caller.system.name,
                reason: decision?.reason,
                at: time,
                facts: facts
            ),
            in: repository
        )
        let logged = LoggedKey(fingerprint: fingerprint, name: name, state: state, since: earlier ?? event.index)
        try store.putLoggedKey(logged, in: repository)
    }
}

extension KeyState {
    /// The event that tells of it.
    fileprivate var event: EventRecord.Kind {
        switch self {
        case .active: .keyAdded
        case .retired: .keyRetired
        case .revoked: .keyRevoked
        }
    }
}
