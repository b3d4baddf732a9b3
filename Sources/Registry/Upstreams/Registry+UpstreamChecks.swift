// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIClient
internal import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// For how long a check that could not be made is put off.
    private static let checkDelay = Duration.seconds(30)
    /// How many tags one round of watching checks at most, so that many do not become due at once again.
    private static let watchBatch = 500
    /// How many checks a round of watching makes at a time.
    private static let watchWidth = 8

    /// Tells whether a tag may be answered from memory: it is our own, or its upstream was asked lately.
    func isFresh(_ key: RegistryCache.TagKey) -> Bool {
        guard !upstreams.upstreams.isEmpty, upstreams.place(of: key.repository) != nil else { return true }
        return upstreamDesk.nextCheck(of: key).map { $0 > now() } ?? false
    }

    /// Has an upstream asked about a tag in the background, when its last answer has become old.
    func checkIfDue(_ tag: Tag, at place: UpstreamPlace) async throws {
        let key = RegistryCache.TagKey(repository: place.repository, tag: tag)
        if upstreamDesk.nextCheck(of: key) == nil {
            let last = try await metadata.read { try $0.upstreamCheck(of: tag, in: place.repository) }
            upstreamDesk.setNextCheck(of: key, at: last.map { due(after: $0, at: place) } ?? now())
        }
        let moment = now()
        guard upstreamDesk.nextCheck(of: key).map({ $0 <= moment }) ?? true else { return }
        // Pulls that come meanwhile need not look again.
        upstreamDesk.setNextCheck(of: key, at: moment.advanced(by: Self.checkDelay))
        guard mayCheck(place), upstreamDesk.beginCheck(of: key) else { return }
        Task.detached(priority: .utility) { [self] in
            defer { upstreamDesk.endCheck(of: key) }
            await check(tag, at: place)
        }
    }

    private func mayCheck(_ place: UpstreamPlace) -> Bool {
        let limit = place.upstream.source(place.remote).rateLimit
        return place.upstream.patience.allowsChecks(at: now(), limit: limit)
    }

    /// Checks the tags of upstreams that nobody pulls and that were not asked about for long, some of them each time.
    public func watchUpstreams() async throws {
        let intervals = upstreams.upstreams.values.compactMap(\.settings.watch)
        guard let shortest = intervals.min() else { return }
        let moment = now()
        let old = try await metadata.read {
            try $0.upstreamChecks(before: moment.advanced(by: .zero - shortest), limit: Self.watchBatch)
        }
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for last in old {
                guard let place = upstreams.place(of: last.repository), let interval = place.upstream.settings.watch,
                    last.checkedAt.advanced(by: interval) <= moment, mayCheck(place)
                else { continue }
                let key = RegistryCache.TagKey(repository: last.repository, tag: last.tag)
                guard upstreamDesk.beginCheck(of: key) else { continue }
                if running >= Self.watchWidth { await group.next() }
                running += 1
                group.addTask { [self] in
                    defer { upstreamDesk.endCheck(of: key) }
                    await check(last.tag, at: place)
                }
            }
        }
    }
}

// MARK: One check

extension Registry {
    /// What is to be done about an answer.
    private enum Consequence: Sendable {
        case nothing
        /// Tell the operator why the tag stays.
        case tell(String)
        /// Fetch what the tag means there and let the rules judge it.
        case fetch
    }

    /// Asks an upstream what a tag means there, with one HEAD, and deals with the answer by the rules.
    ///
    /// Never throws: a failure is recorded beside the tag, and what is here is served as before.
    func check(_ tag: Tag, at place: UpstreamPlace) async {
        let repository = place.repository
        do {
            let last = try await metadata.read { try $0.upstreamCheck(of: tag, in: repository) }
            let head: ManifestHead
            do {
                head = try await place.upstream.source(place.remote).askHead(.tag(tag))
            } catch let error as ClientError {
                place.upstream.patience.note(error, at: now())
                try await settle(failed(error, tag, last, at: place), at: place)
                return
            }
            place.upstream.patience.noteAnswer()
            let consequence = try await note(head.digest, of: tag, at: place)
            upstreamDesk.setNextCheck(
                of: RegistryCache.TagKey(repository: repository, tag: tag),
                at: due(after: now(), at: place)
            )
            switch consequence {
            case .nothing: return
            case .tell(let obstacle): tell(of: obstacle, head.digest, tag, at: place)
            case .fetch: try await bringIn(head.digest, tag, at: place)
            }
        } catch {
            log.error(
                "a check of an upstream failed",
                metadata: ["repository": "\(repository)", "tag": "\(tag)", "error": "\(error)"]
            )
        }
    }

    private func tell(of obstacle: String, _ digest: Digest, _ tag: Tag, at place: UpstreamPlace) {
        log.warning(
            "a tag does not follow its upstream",
            metadata: [
                "repository": "\(place.repository)", "tag": "\(tag)", "upstream": "\(digest)", "reason": "\(obstacle)",
            ]
        )
    }

    private func failed(_ error: ClientError, _ tag: Tag, _ last: UpstreamCheck?, at place: UpstreamPlace)
        -> UpstreamCheck
    {
        UpstreamCheck(
            repository: place.repository,
            tag: tag,
            checkedAt: now(),
            digest: last?.digest,
            isSettled: last?.isSettled ?? true,
            failure: error.description
        )
    }

    /// Records what an upstream says, and tells what is to be done about it.
    ///
    /// History gets an event for each answer that differs from the one before it. An answer that was dealt with asks for
    /// nothing again: what people rolled back or rejected stays so.
    private func note(_ digest: Digest, of tag: Tag, at place: UpstreamPlace) async throws -> Consequence {
        let repository = place.repository
        let moment = now()
        let rules = policy.rules
        let consequence: Consequence = try await metadata.write { store in
            let record = try store.tag(tag, in: repository)
            let last = try store.upstreamCheck(of: tag, in: repository)
            let isNew = digest != last?.digest ?? record?.lastDigest
            let situation = TagSituation(
                record.map { TagRecordView(current: $0.digest, last: $0.lastDigest) },
                offered: digest,
                isAddition: CompanionTag(tag) != nil
            )
            let rule = rules.rule(for: repository, tag: tag)
            let verdict = TagVerdict(situation, under: rule, signatures: .unknown)
            let obstacle = verdict == .unchanged || verdict == .deny ? nil : rule.upstreamObstacle
            if isNew {
                _ = try store.append(
                    .observed,
                    of: tag,
                    in: repository,
                    digest: digest,
                    previous: record?.digest,
                    actor: place.actor,
                    reason: obstacle.map { "the tag stays: \($0)" },
                    hold: nil,
                    at: moment
                )
            }
            var check = UpstreamCheck(
                repository: repository,
                tag: tag,
                checkedAt: moment,
                digest: digest,
                // Once the rules let it in, it is to come in, unless somebody had it otherwise before.
                isSettled: obstacle == nil || !isNew && last?.isSettled == true
            )
            var consequence = Consequence.nothing
            if isNew, let obstacle { consequence = .tell(obstacle) }
            if verdict == .unchanged, isNew, let hold = try store.openHold(of: tag, in: repository),
                hold.offeredBy == place.actor
            {
                try store.close(
                    hold,
                    as: .superseded,
                    event: .superseded,
                    by: place.actor,
                    reason: "\(place.upstream.name) means \(digest) again",
                    at: moment
                )
            }
            if verdict == .accept || verdict == .hold, isNew || last?.isSettled != true {
                check.isSettled = false
                consequence = .fetch
            }
            try store.putUpstreamCheck(check)
            return consequence
        }
        cache.drop([tag], in: repository)
        return consequence
    }

    /// Fetches what a tag means at its upstream, and lets the rules judge it.
    private func bringIn(_ digest: Digest, _ tag: Tag, at place: UpstreamPlace) async throws {
        let repository = place.repository
        var check = UpstreamCheck(
            repository: repository,
            tag: tag,
            checkedAt: now(),
            digest: digest,
            isSettled: true
        )
        do {
            let current = try await metadata.read { try $0.tag(tag, in: repository)?.digest }
            if policy.rules.rule(for: repository, tag: tag).change == .allow {
                try await requireWelcome([digest], at: place)
            }
            let fetched = try await asking(place, about: "\(repository)@\(digest)") {
                try await $0.manifest(.digest(digest))
            }
            let reason = "\(place.upstream.name) means it now"
            if policy.rules.rule(for: repository, tag: tag).change == .allow {
                _ = try await take(fetched, tags: [tag], at: place, reason: reason)
            } else {
                try await takeWhole(fetched, tags: [tag], at: place, like: current, reason: reason)
            }
        } catch let error as RegistryError {
            // What people rejected is dealt with.
            check.isSettled = error.code == .upstreamDenied
            check.failure = "what it means now could not be fetched: \(error.message)"
        }
        try await settle(check, at: place)
    }

    /// Records what an upstream said last, and when it is to be asked again.
    func settle(_ check: UpstreamCheck, at place: UpstreamPlace) async throws {
        try await metadata.write { try $0.putUpstreamCheck(check) }
        upstreamDesk.setNextCheck(
            of: RegistryCache.TagKey(repository: check.repository, tag: check.tag),
            at: due(after: check, at: place)
        )
    }

    /// When an upstream is to be asked again: after the time that its answers are good, more or less.
    ///
    /// So questions which were asked together do not stay together. What failed is tried again sooner.
    private func due(after check: UpstreamCheck, at place: UpstreamPlace) -> Timestamp {
        check.failure == nil
            ? due(after: check.checkedAt, at: place)
            : check.checkedAt.advanced(by: min(place.upstream.settings.revalidate, Self.failureDelay))
    }

    private func due(after moment: Timestamp, at place: UpstreamPlace) -> Timestamp {
        moment.advanced(by: place.upstream.settings.revalidate * Double.random(in: 0.9...1.1))
    }

    /// For how long a check that failed is put off at most.
    private static let failureDelay = Duration.seconds(60)
}
