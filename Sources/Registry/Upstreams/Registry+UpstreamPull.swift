// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIClient
public import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// How long a client waits for what is fetched so that people can decide about it; it is fetched all the same.
    private static let intakePatience = Duration.seconds(30)

    /// Throws `readOnly` for a repository of an upstream: what is there comes from there.
    public func requireOwn(_ repository: RepositoryName) throws {
        guard let place = upstreams.place(of: repository) else { return }
        throw RegistryError(
            .readOnly,
            "\(repository) stands for \(place.remote) of \(place.upstream.name) and is not pushed to; push under another name"
        )
    }

    /// Finds a manifest of an upstream's repository: what is here at once, the rest by asking.
    ///
    /// A tag that is here means what our history says, whatever the upstream says by now; that is found out beside it.
    func manifest(
        _ reference: ManifestReference,
        at place: UpstreamPlace,
        for purpose: PullPurpose,
        by caller: Caller
    ) async throws -> PulledManifest {
        do {
            let pulled = try await ownManifest(reference, in: place.repository, by: caller)
            if case .tag(let tag) = reference { try await checkIfDue(tag, at: place) }
            return pulled
        } catch let error as RegistryError where error.code == .manifestUnknown {
            switch reference {
            case .tag(let tag):
                if error.hold != nil {
                    try await checkIfDue(tag, at: place)
                    throw error
                }
                return try await firstPull(tag, at: place, for: purpose, by: caller)
            case .digest(let digest):
                try await fetch(digest, at: place, for: caller)
                return try await ownManifest(reference, in: place.repository, by: caller)
            }
        }
    }

    // MARK: Tags

    /// Answers about a tag that means nothing here yet, or whose content was lost.
    private func firstPull(
        _ tag: Tag,
        at place: UpstreamPlace,
        for purpose: PullPurpose,
        by caller: Caller
    ) async throws -> PulledManifest {
        let repository = place.repository
        if let digest = try await metadata.read({ try $0.tag(tag, in: repository)?.digest }) {
            // The tag means something whose bytes are gone: history says which bytes these have to be.
            try await fetch(digest, at: place, for: caller)
            return try await ownManifest(.tag(tag), in: repository, by: caller)
        }
        let name = "\(repository):\(tag)"
        if let absence = upstreamDesk.absence(of: name, at: now()) { throw absence }
        let rule = policy.rules.rule(for: repository, tag: tag)
        try await requireEntry(of: tag, at: place, under: rule)
        let key = RegistryCache.TagKey(repository: repository, tag: tag)
        if purpose == .description, rule.create == .allow {
            let head: ManifestHead
            if let known = upstreamDesk.firstAnswer(about: key, at: now()) {
                head = known
            } else {
                head = try await asking(place, about: name) { try await $0.askHead(.tag(tag)) }
                upstreamDesk.keep(head, about: key, at: now())
            }
            if let mediaType = head.mediaType, let size = head.size {
                let described = StoredManifest(
                    digest: head.digest,
                    mediaType: mediaType,
                    bytes: ByteBuffer(),
                    pushedBy: place.actor,
                    isHeld: false
                )
                return PulledManifest(describing: described, size: size)
            }
        }
        // A manifest is small; what people decide about is all of an image.
        let patience = rule.create == .hold ? Self.intakePatience : nil
        let hasEnded = try await upstreamDesk.once("tag \(name)", atMost: patience) { [self] in
            try await takeFirst(tag, at: place, under: rule, by: caller)
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

    /// Throws unless the rule lets a tag come into being here, now or after a decision.
    private func requireEntry(of tag: Tag, at place: UpstreamPlace, under rule: Rule) async throws {
        if rule.create == .deny {
            throw RegistryError(
                .upstreamDenied,
                "\(place.repository):\(tag) is not here, and \(rule.name) lets no new tag in from \(place.upstream.name)"
            )
        }
        guard rule.require.isEmpty else {
            throw RegistryError(
                .upstreamDenied,
                "\(rule.name) requires signatures, which this version cannot verify; nothing enters under that rule"
            )
        }
    }

    /// Brings a tag in for the first time, as the rule has it.
    private func takeFirst(_ tag: Tag, at place: UpstreamPlace, under rule: Rule, by caller: Caller) async throws {
        let repository = place.repository
        let name = "\(repository):\(tag)"
        let key = RegistryCache.TagKey(repository: repository, tag: tag)
        var known = upstreamDesk.firstAnswer(about: key, at: now())?.digest
        if rule.create == .hold, known == nil {
            let head = try await asking(place, about: name) { try await $0.askHead(.tag(tag)) }
            known = head.digest
            try await requireUnjudged(head.digest, of: tag, at: place)
        }
        let wanted = known.map { ManifestReference.digest($0) } ?? .tag(tag)
        let fetched = try await asking(place, about: name) { source in
            do {
                return try await source.manifest(wanted)
            } catch let error as ClientError where error.code == .notFound && known != nil && rule.create == .allow {
                // The tag has moved on since somebody asked about it, and what it meant is gone there.
                return try await source.manifest(.tag(tag))
            }
        }
        let reason = "first pulled by \(caller.name)"
        switch rule.create {
        case .hold: try await takeWhole(fetched, tags: [tag], at: place, like: nil, reason: reason)
        case .allow, .deny: _ = try await take(fetched, tags: [tag], at: place, reason: reason)
        }
        upstreamDesk.forgetFirstAnswer(about: key)
        let moment = now()
        try await settle(
            UpstreamCheck(
                repository: repository,
                tag: tag,
                checkedAt: moment,
                digest: fetched.digest,
                isSettled: true
            ),
            at: place
        )
    }

    /// Throws when what an upstream offers for the first time was offered before, and is refused or still to be decided.
    private func requireUnjudged(_ digest: Digest, of tag: Tag, at place: UpstreamPlace) async throws {
        let repository = place.repository
        guard let hold = try await metadata.read({ try $0.latestHold(of: tag, in: repository, offering: digest) }),
            hold.state == .rejected
        else { return }
        throw RegistryError(
            .manifestUnknown,
            "\(repository):\(tag) is not here: \(digest) was rejected by \(hold.decidedBy ?? "someone")"
                + (hold.reason.map { " (\($0))" } ?? "") + ", hold \(hold.id)",
            hold: hold.id
        )
    }

    // MARK: Digests

    /// Brings in what lies under a digest, if something here leads to it or the rules let it in unnamed.
    private func fetch(_ digest: Digest, at place: UpstreamPlace, for caller: Caller) async throws {
        let name = "\(place.repository)@\(digest)"
        if let absence = upstreamDesk.absence(of: name, at: now()) { throw absence }
        try await upstreamDesk.once("manifest \(name)") { [self] in
            let repository = place.repository
            let tags = upstreamDesk.tags(answeredWith: digest, in: repository, at: now())
            let parents = try await parents(of: digest, in: repository)
            let isHeld = !parents.isEmpty && parents.allSatisfy { $0.visibility == .held }
            // What a tag meant here may always come back.
            let wasMeant = try await metadata.read { try !$0.tags(everMeaning: digest, in: repository).isEmpty }
            let isLed = !parents.isEmpty || !tags.isEmpty || wasMeant
            try await requireUnrejected(digest, at: place)
            if !isLed, !policy.rules.admitsUnnamed(in: repository) {
                // What refers to something here may enter with it; for the rest a rule wants to be asked, by a tag.
                let fetched = try await asking(place, about: name) { try await $0.manifest(.digest(digest)) }
                guard let subject = fetched.manifest.subject?.digest,
                    try await metadata.read({ try $0.manifest(subject, in: repository)?.visibility }) == .everyone
                else {
                    throw RegistryError(
                        .upstreamDenied,
                        "\(name) is not here, and the rules for this repository let nothing in that no approved tag leads to"
                    )
                }
                _ = try await take(fetched, tags: [], at: place, reason: nil)
                return
            }
            let fetched = try await asking(place, about: name) { try await $0.manifest(.digest(digest)) }
            _ = try await take(
                fetched,
                tags: tags,
                at: place,
                reason: "first pulled by \(caller.name)",
                visibility: isHeld ? .held : .everyone
            )
            for tag in tags {
                upstreamDesk.forgetFirstAnswer(about: RegistryCache.TagKey(repository: repository, tag: tag))
                try await settle(
                    UpstreamCheck(
                        repository: repository,
                        tag: tag,
                        checkedAt: now(),
                        digest: digest,
                        isSettled: true
                    ),
                    at: place
                )
            }
        }
    }

    /// Throws for what somebody rejected: forgetting its bytes must not make it welcome.
    private func requireUnrejected(_ digest: Digest, at place: UpstreamPlace) async throws {
        let repository = place.repository
        let rejected = try await metadata.read { store in
            try store.holds(in: repository, tag: nil, states: [.rejected], before: nil, limit: .max)
                .first { $0.to == digest }
        }
        guard let rejected else { return }
        throw RegistryError(
            .upstreamDenied,
            "\(repository)@\(digest) was rejected as \(repository):\(rejected.tag) by"
                + " \(rejected.decidedBy ?? "someone") and is not fetched, hold \(rejected.id)",
            hold: rejected.id
        )
    }

    private func parents(of digest: Digest, in repository: RepositoryName) async throws -> [ManifestRecord] {
        try await metadata.read { store in
            try store.parents(of: digest, in: repository).compactMap { try store.manifest($0, in: repository) }
        }
    }

    // MARK: Asking

    /// Asks an upstream for something that is needed now.
    ///
    /// - Throws: ``RegistryError``; what is not there is remembered for a while.
    func asking<Answer: Sendable>(
        _ place: UpstreamPlace,
        about name: String,
        missing: RegistryError.Code = .manifestUnknown,
        _ question: (RegistrySource) async throws -> Answer
    ) async throws -> Answer {
        let upstream = place.upstream
        if let seconds = upstream.patience.closure(at: now()) { throw RegistryError.paused(seconds, place: place) }
        do {
            let answer = try await question(upstream.source(place.remote))
            upstream.patience.noteAnswer()
            return answer
        } catch let error as ClientError {
            upstream.patience.note(error, at: now())
            let refusal = RegistryError.upstream(error, missing: missing, place: place)
            if error.code == .notFound { upstreamDesk.noteAbsence(of: name, refusal, at: now()) }
            throw refusal
        }
    }
}

extension RuleSet {
    /// Tells whether content may enter a repository that no tag of it leads to: only where every tag could.
    func admitsUnnamed(in repository: RepositoryName) -> Bool {
        for rule in rules where rule.covers(repository) {
            guard rule.create == .allow, rule.require.isEmpty else { return false }
            if rule.tags.isEmpty { return true }
        }
        return Rule.standard.create == .allow
    }
}
