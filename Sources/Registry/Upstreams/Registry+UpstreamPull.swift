// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient
public import OCIModel
internal import Policy
internal import Storage

extension Registry {
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
            switch reference {
            case .tag(let tag): try await checkIfDue(tag, at: place)
            case .digest(let digest): try await setTags(answeredWith: digest, at: place, by: caller)
            }
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
                try await setTags(answeredWith: digest, at: place, by: caller)
                return try await ownManifest(reference, in: place.repository, by: caller)
            }
        }
    }

    // MARK: Digests

    /// Brings in what lies under a digest, if something here leads to it or the rules let it in unnamed.
    func fetch(_ digest: Digest, at place: UpstreamPlace, for caller: Caller) async throws {
        let name = "\(place.repository)@\(digest)"
        if let absence = upstreamDesk.absence(of: name, at: now()) { throw absence }
        try await upstreamDesk.once("manifest \(name)") { [self] in
            let repository = place.repository
            try await requireWelcome([digest], at: place)
            let parents = try await parents(of: digest, in: repository)
            let isHeld = !parents.isEmpty && parents.allSatisfy { $0.visibility == .held }
            // What a tag meant here may always come back.
            let wasMeant = try await metadata.read { try !$0.tags(everMeaning: digest, in: repository).isEmpty }
            let isLed =
                !parents.isEmpty || wasMeant || upstreamDesk.hasAnswered(digest, in: repository)
                || policy.rules.admitsUnnamed(in: repository)
            let fetched = try await asking(place, about: name) { try await $0.manifest(.digest(digest)) }
            if !isLed { try await requireRemark(fetched, at: place) }
            _ = try await take(
                fetched,
                tags: [],
                at: place,
                reason: nil,
                visibility: isHeld ? .held : .everyone
            )
        }
    }

    /// Throws unless a manifest only remarks on something that people may see here, as a signature does.
    ///
    /// What could be run, or leads to something that could be, does not enter with what it claims to be about.
    private func requireRemark(_ fetched: FetchedManifest, at place: UpstreamPlace) async throws {
        let repository = place.repository
        let manifest = fetched.manifest
        if let subject = manifest.subject?.digest, !manifest.mediaType.isIndex, manifest.imageConfig == nil,
            try await metadata.read({ try $0.manifest(subject, in: repository)?.visibility }) == .everyone
        {
            return
        }
        throw RegistryError(
            .upstreamDenied,
            "\(repository)@\(fetched.digest) is not here, and the rules for this repository let nothing in that no approved"
                + " tag leads to"
        )
    }

    /// Sets the tags that clients were told to mean a digest which is here now: their pull of it is the first one.
    private func setTags(answeredWith digest: Digest, at place: UpstreamPlace, by caller: Caller) async throws {
        for tag in upstreamDesk.takeTags(answeredWith: digest, in: place.repository, at: now()) {
            try await upstreamDesk.once("tag \(place.repository):\(tag)") { [self] in
                try await takeFirst(tag, meaning: digest, at: place, by: caller)
            }
        }
    }

    /// Throws for what somebody rejected: another name, or an index around it, must not make it welcome.
    ///
    /// What people may read here by now, because it was accepted under another tag, is welcome.
    func requireWelcome(_ digests: [Digest], at place: UpstreamPlace) async throws {
        let repository = place.repository
        let rejected = try await metadata.read { store in
            let rejected = try store.holds(in: repository, tag: nil, states: [.rejected], before: nil, limit: .max)
            return try rejected.first { hold in
                try digests.contains(hold.to)
                    && store.manifest(hold.to, in: repository)?.visibility != .everyone
            }
        }
        guard let rejected else { return }
        throw RegistryError(
            .upstreamDenied,
            "\(rejected.to) was rejected as \(repository):\(rejected.tag) by \(rejected.decidedBy ?? "someone")"
                + (rejected.reason.map { " (\($0))" } ?? "") + " and is not let in, hold \(rejected.id)",
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
    /// - Throws: RegistryError; what is not there, and that nobody answers, is remembered for a while.
    func asking<Answer: Sendable>(
        _ place: UpstreamPlace,
        about name: String,
        missing: RegistryError.Code = .manifestUnknown,
        _ question: (RegistrySource) async throws -> Answer
    ) async throws -> Answer {
        let upstream = place.upstream
        if let seconds = upstream.patience.closure(at: now()) {
            throw RegistryError.paused(seconds, about: name, place: place)
        }
        do {
            let answer = try await question(upstream.source(place.remote))
            upstream.patience.noteAnswer()
            return answer
        } catch let error as ClientError {
            upstream.patience.note(error, at: now())
            let refusal = RegistryError.upstream(error, missing: missing, about: name, place: place)
            switch error.code {
            case .notFound: upstreamDesk.noteAbsence(of: name, refusal, at: now())
            case .unavailable: upstreamDesk.noteAbsence(of: name, refusal, for: Self.failureLife, at: now())
            default: break
            }
            throw refusal
        }
    }

    /// For how long an upstream that does not answer is not asked again for the same.
    private static let failureLife = Duration.seconds(5)
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
