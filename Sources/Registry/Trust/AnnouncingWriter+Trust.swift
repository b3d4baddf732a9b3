// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import Trust

extension AnnouncingWriter {
    /// Logs the requirements and keys in force in a repository, if they are others than those logged last.
    ///
    /// Every change does this before its own first event, so that a log always tells by which rules an event was judged.
    /// - Parameters:
    ///   - repository: The repository.
    ///   - time: When it is noticed.
    /// - Throws: ``StoreError`` when the change cannot be written.
    func logTrust(in repository: RepositoryName, at time: Timestamp) throws {
        let document = try trust.document(for: repository) { try store.keyDecisions() }
        let digest = document?.digest
        guard try logs.policy(of: repository) != digest else { return }
        if let document, let digest { try store.putTrustDocument(document.bytes, as: digest) }
        // Noted first: the events below are appended like all others.
        try logs.setPolicy(digest, of: repository)
        try logKeys(document?.keys ?? [], in: repository, at: time)
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

    private func logKeys(_ keys: [TrustDocument.Key], in repository: RepositoryName, at time: Timestamp) throws {
        let known = Dictionary(try store.loggedKeys(in: repository).map { ($0.fingerprint, $0) }) { _, last in last }
        for key in keys where known[key.key.fingerprint]?.state != key.state {
            try log(key.state, key.key.fingerprint, key.name, because: nil, in: repository, at: time)
        }
        let current = Set(keys.map(\.key.fingerprint))
        for key in known.values.sorted(by: { $0.fingerprint < $1.fingerprint })
        where key.state == .active && !current.contains(key.fingerprint) {
            let reason = "no rule names it any more"
            try log(.retired, key.fingerprint, key.name, because: reason, in: repository, at: time)
        }
    }

    private func log(
        _ state: KeyState,
        _ fingerprint: Digest,
        _ name: String,
        because reason: String?,
        in repository: RepositoryName,
        at time: Timestamp
    ) throws {
        let decision = try store.keyDecisions().first { $0.fingerprint == fingerprint && $0.state == state }
        var facts = EventFacts()
        facts.keyName = name
        facts.keyFingerprint = fingerprint
        let event = try append(
            NewEvent(
                state.event,
                actor: decision?.decidedBy ?? Caller.system.name,
                reason: decision?.reason ?? reason,
                at: time,
                facts: facts
            ),
            in: repository
        )
        let logged = LoggedKey(fingerprint: fingerprint, name: name, state: state, since: event.index)
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
