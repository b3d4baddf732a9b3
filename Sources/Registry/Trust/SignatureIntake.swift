// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage
internal import Trust

/// Takes signatures that a change brings: the log tells of them, and tags go on that waited for them.
struct SignatureIntake {
    let store: any MetadataWriter
    let rules: RuleSet
    let repository: RepositoryName
    /// Who brought them.
    let actor: String
    let now: Timestamp

    /// The most signatures that one event names: an entry of a log has at most 64 KiB.
    private static let maximumIdentities = 500

    /// Logs the signatures of a change that happened, and settles what waited for them.
    ///
    /// - Parameter signatures: What the change has to do with signatures.
    /// - Returns: The tags that moved, or wait for a person now.
    /// - Throws: ``StoreError`` when the change cannot be written.
    func take(_ signatures: ChangeSignatures) throws -> [Tag] {
        guard let arriving = signatures.arriving else { return [] }
        try log(arriving, reason: nil)
        guard let awaited = signatures.awaited else { return [] }
        return try PendingSettlement(
            store: store,
            rules: rules,
            check: awaited,
            actor: actor,
            now: now
        ).run()
    }

    /// Makes one event for each tag that new signatures bind, and one for those that bind none.
    ///
    /// - Parameters:
    ///   - arriving: The signatures; those that the log has already are passed over.
    ///   - reason: Why the events are made now.
    /// - Throws: ``StoreError`` when the change cannot be written.
    func log(_ arriving: ArrivingSignatures, reason: String?) throws {
        var bound: [Tag?: [Digest]] = [:]
        var seen: Set<Digest> = []
        for signature in arriving.signatures.map(\.signature) where seen.insert(signature.identity).inserted {
            guard try store.firstSeen(ofSignature: signature.identity, in: repository) == nil else { continue }
            bound[tag(boundBy: signature), default: []].append(signature.identity)
        }
        for (tag, identities) in bound.sorted(by: { ($0.key?.rawValue ?? "") < ($1.key?.rawValue ?? "") }) {
            let meaning = try tag.flatMap { try store.tag($0, in: repository)?.digest }
            for start in stride(from: 0, to: identities.count, by: Self.maximumIdentities) {
                var facts = EventFacts()
                facts.signatures = Array(identities.dropFirst(start).prefix(Self.maximumIdentities))
                facts.artifact = arriving.artifact
                _ = try store.append(
                    NewEvent(
                        .signed,
                        of: tag,
                        digest: arriving.subject,
                        previous: meaning,
                        actor: actor,
                        reason: reason,
                        at: now,
                        facts: facts
                    ),
                    in: repository
                )
            }
        }
    }

    private func tag(boundBy signature: FoundSignature) -> Tag? {
        guard let reference = signature.reference, reference.repository == repository.rawValue else { return nil }
        // A name that is no tag binds none.
        return reference.tag.flatMap { try? Tag($0) }
    }
}
