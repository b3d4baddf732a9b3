// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageReading
internal import Logging
internal import OCIClient
internal import OCIModel
internal import Storage

extension Registry {
    /// How long one comparison may take: far longer than any honest image needs.
    private static let patience = Duration.seconds(900)
    /// How often is looked for work that nobody announced.
    private static let round = Duration.seconds(15)

    /// Compares what open holds offer with what their tags mean, and approves what rules approve, until it is cancelled.
    ///
    /// One comparison at a time, the newest hold first. What a stop interrupts is made after the next start.
    public func runComparisons() async {
        var judged = JudgedHolds()
        while !Task.isCancelled {
            let rings = comparisons.bell.rings
            do {
                try await makeComparisons(&judged)
            } catch is CancellationError {
                return
            } catch {
                log.error("comparing what is held failed", metadata: ["error": "\(error)"])
            }
            await comparisons.bell.wait(after: rings, atMost: Self.round)
        }
    }

    /// Makes the comparisons that are due, and approves by rule what they allow to.
    public func makeComparisons() async throws {
        var judged = JudgedHolds()
        try await makeComparisons(&judged)
    }

    private func makeComparisons(_ judged: inout JudgedHolds) async throws {
        while true {
            try Task.checkCancellation()
            try await approveByRules(&judged)
            guard let job = try await nextComparison(&judged) else { return }
            try await make(job)
        }
    }
}

extension Registry {
    /// What becomes of an attempt.
    private enum Ending: Sendable {
        case made(ContentComparison.Outcome)
        /// It will never work.
        case failed(String)
        /// It may work later.
        case trouble(String)
        /// Nobody wants it any more.
        case abandoned
    }

    /// The comparison to make next: that of the newest open hold which lacks one, else one that was asked for.
    ///
    /// Repositories take turns, so that many pushes to one do not keep the others waiting.
    private func nextComparison(_ judged: inout JudgedHolds) async throws -> ComparisonDesk.Request? {
        let moment = now()
        let isPossible = { [comparisons] (subject: ComparisonRecord.Subject) in
            comparisons.trouble(with: subject).map { $0.retryAt <= moment } ?? true
        }
        var candidates: [RepositoryName: ComparisonDesk.Request] = [:]
        let open = try await openHolds()
        comparisons.dropRenewals(except: Set(open.map(\.request)))
        for hold in open where isPossible(hold.subject) {
            let isRenewed = comparisons.isToBeRenewed(hold.request)
            guard candidates[hold.repository] == nil, isRenewed || !judged.done.contains(hold.request) else { continue }
            if isRenewed {
                judged.reconsider(hold)
                candidates[hold.repository] = hold.request
            } else if try await isStored(hold.request) {
                judged.done.insert(hold.request)
            } else {
                candidates[hold.repository] = hold.request
            }
        }
        if let next = comparisons.next(of: candidates) { return next }
        for request in comparisons.requests {
            guard try await isStored(request) || !isPossible(request.subject) else {
                return request
            }
            comparisons.drop(request)
        }
        return nil
    }

    private func isStored(_ request: ComparisonDesk.Request) async throws -> Bool {
        let stored = try await metadata.read { try $0.comparisonSummary(of: request.subject) }
        return stored.map { suffices($0, in: request.repository) } ?? false
    }

    /// Tells whether a stored comparison says all that there is to say in a repository.
    ///
    /// One that was made where only a part was stored does not where everything is.
    func suffices(_ stored: ComparisonRecord, in repository: RepositoryName) -> Bool {
        guard stored.format == ContentComparison.format else { return false }
        guard stored.failure == nil, upstreams.place(of: repository) == nil else { return true }
        return HoldSummary(json: stored.summary)?.uncompared.isEmpty ?? true
    }

    private func make(_ job: ComparisonDesk.Request) async throws {
        let ending = await withTaskGroup(of: Ending?.self) { group in
            // Pushes and pulls come first.
            group.addTask(priority: .utility) { await self.compare(job) }
            group.addTask { await self.waitUntilUnwanted(job) }
            group.addTask {
                // Cancelled as soon as the comparison has ended.
                guard (try? await Task.sleep(for: Self.patience)) != nil else { return nil }
                return .failed("comparing took longer than a quarter of an hour")
            }
            var ending: Ending?
            while ending == nil, let next = await group.next() { ending = next }
            group.cancelAll()
            return ending
        }
        try Task.checkCancellation()
        switch ending {
        case nil, .abandoned?:
            comparisons.clear(job.subject)
        case .trouble(let reason)?:
            comparisons.note(reason, about: job.subject, at: now())
            comparisons.drop(job)
        case .failed(let reason)?:
            try await store(job.subject, failure: reason, summary: [], document: [])
        case .made(let outcome)?:
            try await store(job.subject, failure: nil, summary: outcome.summary.json, document: outcome.document)
        }
    }

    private func store(
        _ subject: ComparisonRecord.Subject,
        failure: String?,
        summary: [UInt8],
        document: [UInt8]
    ) async throws {
        let record = ComparisonRecord(
            subject: subject,
            format: ContentComparison.format,
            madeAt: now(),
            failure: failure,
            summary: summary,
            document: document
        )
        try await metadata.write { try $0.putComparison(record) }
        comparisons.clear(subject)
    }

    /// Returns once no open hold and nobody else wants a comparison, or when it is cancelled.
    private func waitUntilUnwanted(_ job: ComparisonDesk.Request) async -> Ending? {
        while !Task.isCancelled {
            await comparisons.bell.wait(after: comparisons.bell.rings, atMost: .seconds(2))
            guard !Task.isCancelled else { return nil }
            if comparisons.requests.contains(where: { $0.subject == job.subject }) { continue }
            // If the store cannot be read now, whoever compares will notice.
            guard let open = try? await openHolds() else { continue }
            if !open.contains(where: { $0.subject == job.subject }) { return .abandoned }
        }
        return nil
    }

    private func compare(_ job: ComparisonDesk.Request) async -> Ending? {
        let source = StoredImageSource(blobs: blobs, metadata: metadata, repository: job.repository)
        do {
            let comparison = ContentComparison(
                subject: job.subject,
                source: source,
                cache: comparisons.layers,
                extent: upstreams.place(of: job.repository) == nil ? .whole : .stored
            )
            return .made(try await comparison.make())
        } catch is CancellationError {
            return nil
        } catch let error as ClientError {
            return await judged(error, source)
        } catch let error as NothingPulled {
            return .trouble(error.description)
        } catch let error as NotStored {
            return .trouble(error.description)
        } catch {
            log.error("a comparison failed", metadata: ["offered": "\(job.subject.to)", "error": "\(error)"])
            return .trouble("the storage failed; the registry's log says why")
        }
    }

    /// Tells bytes that rotted, which may be pushed again, from images that are not what they say.
    private func judged(_ error: ClientError, _ source: StoredImageSource) async -> Ending {
        let reason = error.message + (error.reason.map { ": \($0)" } ?? "")
        guard error.code == .integrity, let suspect = source.lastOpened else { return .failed(reason) }
        do {
            guard case .sound = try await blobs.verify(suspect) else {
                try await quarantine(suspect)
                return .trouble("the stored bytes of \(suspect) are damaged")
            }
            return .failed(reason)
        } catch {
            return .trouble("the storage failed; the registry's log says why")
        }
    }
}
