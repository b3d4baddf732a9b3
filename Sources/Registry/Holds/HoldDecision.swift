// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// A person's decision about a hold, or one made by time.
struct HoldDecision: Sendable {
    let caller: Caller
    let policy: Registry.LivePolicy
    let now: Timestamp
    /// The registries whose repositories here hold a part of what they have.
    let upstreams: UpstreamSet
    /// The signatures of what is decided about, where its rule requires some, and those that it brings.
    let signatures: ChangeSignatures

    func requireOpen(_ hold: HoldRecord) throws {
        guard hold.state != .open else { return }
        let decided = hold.decidedBy.map { " by \($0)" } ?? ""
        throw RegistryError(.conflict, "hold \(hold.id) is \(hold.state.rawValue)\(decided) already", hold: hold.id)
    }

    /// Throws when somebody decides about another change than the one they looked at; a closed hold is refused as such.
    func requireSame(_ hold: HoldRecord, as seen: ComparisonRecord.Subject?) throws {
        guard let seen, hold.state == .open, hold.subject != seen else { return }
        throw RegistryError(
            .conflict,
            "hold \(hold.id) has changed since you looked at it: it is about going from"
                + " \(hold.from?.rawValue ?? "nothing") to \(hold.to) now; look at that, and decide then",
            hold: hold.id
        )
    }

    /// Approves a hold: the tag moves.
    ///
    /// - Returns: Other tags that moved, or wait for a person now, because it brought signatures.
    func approve(_ hold: HoldRecord, reason: String?, in store: any MetadataWriter) throws -> [Tag] {
        guard hold.state != .pending else {
            throw RegistryError(
                .conflict,
                "hold \(hold.id) waits for the signatures that \(hold.rule) requires, and for no decision;"
                    + " sign it with: holdfast sign \(hold.repository):\(hold.tag)@\(hold.to) --key FILE",
                hold: hold.id
            )
        }
        try requireOpen(hold)
        guard policy.approvals == .anyApprover || caller.name != hold.offeredBy else {
            throw RegistryError(
                .rightMissing,
                "\(caller.name) pushed what hold \(hold.id) is about; someone else has to approve it",
                hold: hold.id
            )
        }
        let rule = policy.rules.rule(for: hold.repository, tag: hold.tag)
        try requireSignatures(of: hold, under: rule, in: store)
        guard (hold.from == nil || hold.from == hold.to ? rule.create : rule.change) != .deny else {
            throw RegistryError(.conflict, "\(rule.name) allows no change now; nothing moves under it", hold: hold.id)
        }
        try requireUnmoved(hold, in: store)
        try requireContent(of: hold, in: store)
        try store.makeReadable([hold.to], in: hold.repository)
        try store.close(hold, as: .approved, event: .approved, by: caller.name, reason: reason, at: now)
        return try SignatureIntake(
            store: store,
            rules: policy.rules,
            repository: hold.repository,
            actor: hold.offeredBy,
            now: now
        ).take(signatures)
    }

    /// Throws unless what would become visible carries what the rule requires; nothing is approved around it.
    private func requireSignatures(of hold: HoldRecord, under rule: Rule, in store: any MetadataReader) throws {
        guard !rule.require.isEmpty else { return }
        guard let required = signatures.required, required.evidence.digest == hold.to else {
            throw RegistryError(
                .conflict,
                "\(rule.name) requires signatures, and nobody looked for those of \(hold.to); try again",
                hold: hold.id
            )
        }
        guard let missing = try required.missing(for: hold.tag, under: rule, store) else { return }
        throw RegistryError(.conflict, "\(hold.to) \(missing); sign it, then approve", hold: hold.id)
    }

    /// Throws when a hold is decided: one that waits for signatures can be turned down all the same.
    func requireUndecided(_ hold: HoldRecord) throws {
        if hold.state != .pending { try requireOpen(hold) }
    }

    func reopen(_ hold: HoldRecord, reason: String?, in store: any MetadataWriter) throws {
        guard hold.state != .open, hold.state != .pending, hold.state != .approved else {
            throw RegistryError(
                .conflict,
                "hold \(hold.id) is \(hold.state.rawValue); only a closed one can be reopened",
                hold: hold.id
            )
        }
        if let other = try store.openHold(of: hold.tag, in: hold.repository) {
            throw RegistryError(
                .conflict,
                "hold \(other.id) is open for \(hold.repository):\(hold.tag); decide that one first",
                hold: hold.id
            )
        }
        let record = try store.tag(hold.tag, in: hold.repository)
        guard record?.digest != hold.to else {
            throw RegistryError(.conflict, "\(hold.repository):\(hold.tag) means \(hold.to) already", hold: hold.id)
        }
        try requireContent(of: hold, in: store)
        let event = try store.append(
            .held,
            of: hold.tag,
            in: hold.repository,
            digest: hold.to,
            previous: record?.digest,
            actor: caller.name,
            reason: "reopened" + (reason.map { ": \($0)" } ?? ""),
            hold: hold.id,
            at: now
        )
        var reopened = hold
        reopened.state = .open
        reopened.from = record?.lastDigest
        reopened.reopenedAt = event.time
        reopened.decidedBy = nil
        reopened.decidedAt = nil
        reopened.reason = reason
        try store.updateHold(reopened)
    }

    /// Throws unless the tag means what it meant when the hold was made; a deleted tag counts by its tombstone.
    func requireUnmoved(_ hold: HoldRecord, in store: any MetadataReader) throws {
        let record = try store.tag(hold.tag, in: hold.repository)
        guard record?.lastDigest != hold.from else { return }
        let meant = hold.from?.rawValue ?? "nothing"
        let means = record?.digest?.rawValue ?? "nothing"
        throw RegistryError(
            .conflict,
            "\(hold.repository):\(hold.tag) meant \(meant) when hold \(hold.id) was made and means \(means) now;"
                + " push again to have it judged anew",
            hold: hold.id
        )
    }

    /// Throws unless everything the tag would need is there: it must not move to an image with a hole in it.
    ///
    /// In a repository of an upstream the manifest alone has to be there: what it points to is fetched when it is pulled.
    private func requireContent(of hold: HoldRecord, in store: any MetadataReader) throws {
        var waiting = [hold.to]
        var seen: Set<Digest> = []
        while let digest = waiting.popLast() {
            guard seen.insert(digest).inserted else { continue }
            if try store.manifest(digest, in: hold.repository) != nil {
                guard upstreams.place(of: hold.repository) == nil else { return }
                waiting.append(contentsOf: try store.children(of: digest, in: hold.repository))
            } else if try digest == hold.to || store.blob(digest, in: hold.repository) == nil {
                throw RegistryError(
                    .conflict,
                    "\(hold.repository)@\(digest) is no longer stored, and \(hold.to) needs it; push it again",
                    hold: hold.id
                )
            }
        }
    }
}
