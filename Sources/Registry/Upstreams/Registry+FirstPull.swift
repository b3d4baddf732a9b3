// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIClient
internal import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// How long a client waits for what is fetched so that people can decide about it; it is fetched all the same.
    private static let intakePatience = Duration.seconds(30)

    /// Answers about a tag that means nothing here, or whose content was lost.
    func firstPull(
        _ tag: Tag,
        at place: UpstreamPlace,
        for purpose: PullPurpose,
        by caller: Caller
    ) async throws -> PulledManifest {
        let repository = place.repository
        let record = try await metadata.read { try $0.tag(tag, in: repository) }
        if let digest = record?.digest {
            // The tag means something whose bytes are gone: history says which bytes these have to be.
            try await fetch(digest, at: place, for: caller)
            return try await ownManifest(.tag(tag), in: repository, by: caller)
        }
        let name = "\(repository):\(tag)"
        if let absence = upstreamDesk.absence(of: name, at: now()) { throw absence }
        let rule = policy.rules.rule(for: repository, tag: tag)
        if purpose == .description, record == nil, rule.create == .allow, rule.require.isEmpty,
            let described = try await describe(tag, at: place)
        {
            return described
        }
        // A manifest is small; what people decide about is all of an image.
        let mayHold = rule.create == .hold || record != nil && rule.change == .hold
        let hasEnded = try await upstreamDesk.once("tag \(name)", atMost: mayHold ? Self.intakePatience : nil) {
            [self] in
            do {
                try await takeFirst(tag, meaning: nil, at: place, by: caller)
            } catch let error as RegistryError where error.code == .upstreamDenied {
                // The next client need not make the upstream say the same again.
                upstreamDesk.noteAbsence(of: name, error, at: now())
                throw error
            }
        }
        guard hasEnded else {
            throw RegistryError(
                .manifestUnknown,
                "\(name) is being fetched from \(place.upstream.name), so that someone can decide about it; holdfast holds"
                    + " lists it soon"
            )
        }
        return try await ownManifest(.tag(tag), in: repository, by: caller)
    }

    /// Answers whoever only asks about a tag that never was here, with one HEAD; nil when the tag has to be fetched.
    ///
    /// What the client was told binds what it pulls then.
    private func describe(_ tag: Tag, at place: UpstreamPlace) async throws -> PulledManifest? {
        let repository = place.repository
        let key = RegistryCache.TagKey(repository: repository, tag: tag)
        if upstreamDesk.firstAnswer(about: key, at: now()) == nil {
            try await upstreamDesk.once("head \(repository):\(tag)") { [self] in
                guard let head = try await head(of: tag, at: place) else { return }
                try await requireWelcome([head.digest], at: place)
                upstreamDesk.keep(head, about: key, at: now())
            }
        }
        guard let head = upstreamDesk.firstAnswer(about: key, at: now()), let mediaType = head.mediaType,
            let size = head.size,
            // What is here already needs no second pull to become what the tag means.
            try await metadata.read({ try $0.manifest(head.digest, in: repository) }) == nil
        else { return nil }
        let described = StoredManifest(
            digest: head.digest,
            mediaType: mediaType,
            bytes: ByteBuffer(),
            pushedBy: place.actor,
            isHeld: false
        )
        return PulledManifest(describing: described, size: size)
    }

    /// What an upstream says a tag means; nil when it does not say so without sending it.
    private func head(of tag: Tag, at place: UpstreamPlace) async throws -> ManifestHead? {
        try await asking(place, about: "\(place.repository):\(tag)") { source in
            do {
                return try await source.askHead(.tag(tag))
            } catch let error as ClientError where error.code == .unsupported {
                return nil
            }
        }
    }

    /// Brings in what a tag means for the first time, or after it was deleted, as the rule has it.
    ///
    /// - Parameters:
    ///   - tag: The tag.
    ///   - digest: What the client was told that it means; nil asks.
    ///   - place: The repository.
    ///   - caller: Who pulls.
    /// - Throws: RegistryError: `upstreamDenied` for what rules or people do not let in, and what the upstream says.
    func takeFirst(_ tag: Tag, meaning digest: Digest?, at place: UpstreamPlace, by caller: Caller) async throws {
        let repository = place.repository
        let key = RegistryCache.TagKey(repository: repository, tag: tag)
        let record = try await metadata.read { try $0.tag(tag, in: repository) }
        guard record?.digest == nil else { return }
        let rule = policy.rules.rule(for: repository, tag: tag)
        if record == nil { try requireEntry(of: tag, at: place, under: rule, rule.create) }

        var known = digest ?? upstreamDesk.firstAnswer(about: key, at: now())?.digest
        // Where not every answer is let in at once, it is judged before its content is asked for.
        if known == nil, rule.create == .hold || record != nil { known = try await head(of: tag, at: place)?.digest }
        let fetched = try await fetched(known, of: tag, at: place)
        upstreamDesk.forgetFirstAnswer(about: key)
        try await requireWelcome([fetched.digest], at: place)
        let situation = TagSituation(
            record.map { TagRecordView(current: $0.digest, last: $0.lastDigest) },
            offered: fetched.digest,
            isAddition: false
        )
        let reason = "first pulled by \(caller.name)"
        switch TagVerdict(situation, under: rule, signatures: .unknown) {
        case .unchanged: return
        case .accept: _ = try await take(fetched, tags: [tag], at: place, reason: reason)
        case .hold: try await takeWhole(fetched, tags: [tag], at: place, like: record?.lastDigest, reason: reason)
        case .deny, .unjudged, .pending:
            try requireEntry(of: tag, at: place, under: rule, record == nil ? rule.create : .deny)
        }
        try await settle(
            UpstreamCheck(
                repository: repository,
                tag: tag,
                checkedAt: now(),
                digest: fetched.digest,
                isSettled: true
            ),
            at: place
        )
    }

    /// The manifest of a tag: what is here under the digest it is known to have, else what the upstream has.
    private func fetched(_ known: Digest?, of tag: Tag, at place: UpstreamPlace) async throws -> FetchedManifest {
        let repository = place.repository
        let name = "\(repository):\(tag)"
        guard let known else { return try await asking(place, about: name) { try await $0.manifest(.tag(tag)) } }
        if let here = try await manifestHere(known, in: repository) { return here }
        try await requireWelcome([known], at: place)
        return try await asking(place, about: name) { try await $0.manifest(.digest(known)) }
    }

    private func manifestHere(_ digest: Digest, in repository: RepositoryName) async throws -> FetchedManifest? {
        guard let record = try await metadata.read({ try $0.manifest(digest, in: repository) }),
            let bytes = try await blobs.bytes(of: digest, limit: Manifest.maximumSize),
            Digest(of: bytes, algorithm: digest.algorithm) == digest,
            // What was stored is a manifest; if it is not understood any more, the upstream is asked for it.
            let manifest = try? Manifest(Array(bytes.readableBytesView), declared: record.mediaType)
        else { return nil }
        return FetchedManifest(manifest: manifest, digest: digest)
    }

    /// Throws unless the rule lets something become what a tag means here, now or after a decision.
    private func requireEntry(of tag: Tag, at place: UpstreamPlace, under rule: Rule, _ action: TagAction) throws {
        if action == .deny {
            throw RegistryError(
                .upstreamDenied,
                "\(place.repository):\(tag) is not here, and \(rule.name) does not let in what \(place.upstream.name) has"
            )
        }
        if let obstacle = rule.upstreamObstacle {
            throw RegistryError(.upstreamDenied, "\(place.repository):\(tag) is not let in: \(obstacle)")
        }
    }
}
