// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import Trust

extension PushTransaction {
    /// Throws when signatures came or went since they were read: those of the pushed manifest, or of what it signs.
    func requireSameEvidence() throws {
        // A promotion brings its signatures itself, one after the other.
        let awaited = origin == .client ? signatures.awaited : nil
        for check in [signatures.required, awaited].compactMap(\.self) {
            let artifacts = try store.signatureArtifacts(of: check.evidence.digest, in: push.repository)
            guard artifacts == check.evidence.artifacts else { throw EvidenceChanged() }
        }
    }

    /// Logs the signatures that the push brings, and lets the tags go on that waited for them.
    ///
    /// - Returns: The tags that moved, or wait for a person now.
    func takeSignatures() throws -> [Tag] {
        guard let arriving = signatures.arriving else { return [] }
        try logSignatures(arriving)
        guard let awaited = signatures.awaited else { return [] }
        return try PendingSettlement(
            store: store,
            rules: rules,
            check: awaited,
            actor: caller.name,
            now: now
        ).run(in: push.repository)
    }

    /// Makes one event for each tag that new signatures bind, and one for those that bind none.
    private func logSignatures(_ arriving: ArrivingSignatures) throws {
        var bound: [Tag?: [Digest]] = [:]
        var seen: Set<Digest> = []
        for signature in arriving.signatures where seen.insert(signature.identity).inserted {
            guard try store.firstSeen(ofSignature: signature.identity, in: push.repository) == nil else { continue }
            let names = signature.reference.flatMap { reference -> Tag? in
                guard reference.repository == push.repository.rawValue else { return nil }
                // A name that is no tag binds none.
                return reference.tag.flatMap { try? Tag($0) }
            }
            bound[names, default: []].append(signature.identity)
        }
        for (tag, identities) in bound.sorted(by: { ($0.key?.rawValue ?? "") < ($1.key?.rawValue ?? "") }) {
            for start in stride(from: 0, to: identities.count, by: Self.maximumIdentities) {
                var facts = EventFacts()
                facts.signatures = Array(identities.dropFirst(start).prefix(Self.maximumIdentities))
                facts.artifact = arriving.artifact
                let meaning = try tag.flatMap { try store.tag($0, in: push.repository)?.digest }
                _ = try store.append(
                    NewEvent(
                        .signed,
                        of: tag,
                        digest: arriving.subject,
                        previous: meaning,
                        actor: caller.name,
                        at: now,
                        facts: facts
                    ),
                    in: push.repository
                )
            }
        }
    }

    /// The most signatures that one event names: an entry of a log has at most 64 KiB.
    private static let maximumIdentities = 500

    /// Notes that a tag waits for signatures; what was offered before and waits for some is out of the question then.
    func pend(_ tag: Tag, _ record: TagRecord?, rule: String, needs: String) throws -> PendingTag {
        if let pending = try store.pendingHold(of: tag, in: push.repository) {
            guard pending.to != digest else { return PendingTag(tag: tag, hold: pending.id, needs: needs) }
            try store.close(
                pending,
                as: .superseded,
                event: .superseded,
                by: caller.name,
                reason: "a newer push offers \(digest)",
                at: now
            )
        }
        let hold = try store.insertHold(
            HoldRecord(
                id: 0,
                repository: push.repository,
                tag: tag,
                from: record?.lastDigest,
                to: digest,
                state: .pending,
                rule: rule,
                offeredBy: caller.name,
                offeredFrom: caller.address,
                offeredAt: now,
                reason: origin.offer
            )
        )
        _ = try store.append(
            .pending,
            of: tag,
            in: push.repository,
            digest: digest,
            previous: record?.digest,
            actor: caller.name,
            reason: "\(rule): \(needs)",
            hold: hold.id,
            at: now
        )
        return PendingTag(tag: tag, hold: hold.id, needs: needs)
    }
}
