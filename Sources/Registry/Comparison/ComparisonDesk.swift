// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageReading
internal import OCIModel
internal import Storage
internal import Synchronization

/// What is known of comparisons besides what is stored: who waits for which, and which could not be made just now.
final class ComparisonDesk: Sendable {
    /// A comparison that could not be made for a reason that may pass.
    struct Trouble: Sendable {
        /// Why.
        var reason: String
        /// How often it was tried.
        var attempts: Int
        /// When to try again.
        var retryAt: Timestamp
    }

    /// A comparison somebody asked for, though no open hold needs it.
    struct Request: Hashable, Sendable {
        var subject: ComparisonRecord.Subject
        var repository: RepositoryName
    }

    private struct State {
        var troubles: [ComparisonRecord.Subject: Trouble] = [:]
        var requests: [Request] = []
        /// Those of which more can be compared than was.
        var renewals: Set<Request> = []
        var briefs: [Request: ComparisonBrief] = [:]
        /// When repositories had their last turn, as numbers that grow.
        var turns: [RepositoryName: Int] = [:]
        var lastTurn = 0
    }

    /// The most requests that wait, troubles that are remembered and briefs that are kept.
    private static let maximumRequests = 100
    private static let maximumTroubles = 1_000
    private static let maximumBriefs = 4_096

    /// Called when there may be something to do, or nothing more to do it for.
    let bell = Bell()
    /// What layers hold, for all comparisons; about 600,000 files.
    let layers = LayerCache(bytes: 128 << 20)
    private let state = Mutex(State())

    func trouble(with subject: ComparisonRecord.Subject) -> Trouble? { state.withLock { $0.troubles[subject] } }

    /// Notes that a comparison could not be made; each time it takes longer until it is tried again, an hour at most.
    func note(_ reason: String, about subject: ComparisonRecord.Subject, at now: Timestamp) {
        state.withLock { state in
            if state.troubles.count >= Self.maximumTroubles { state.troubles = [:] }
            let attempts = (state.troubles[subject]?.attempts ?? 0) + 1
            let pause = Duration.seconds(min(3_600, 15 << min(attempts, 8)))
            state.troubles[subject] = Trouble(reason: reason, attempts: attempts, retryAt: now.advanced(by: pause))
        }
    }

    func clear(_ subject: ComparisonRecord.Subject) {
        state.withLock { state in
            state.troubles[subject] = nil
            state.requests.removeAll { $0.subject == subject }
            state.renewals = state.renewals.filter { $0.subject != subject }
            state.briefs = state.briefs.filter { $0.key.subject != subject }
        }
    }

    /// Asks for a comparison to be made again, of which a part was missing that has come.
    func renew(_ request: Request) {
        state.withLock { state in
            guard state.renewals.count < Self.maximumRequests else { return }
            state.renewals.insert(request)
            // What was missing when it failed need not be missing now.
            state.troubles[request.subject] = nil
        }
        bell.ring()
    }

    /// Forgets what was to be made again for holds that are decided by now.
    func dropRenewals(except requests: Set<Request>) {
        state.withLock { $0.renewals.formIntersection(requests) }
    }

    func isToBeRenewed(_ request: Request) -> Bool { state.withLock { $0.renewals.contains(request) } }

    /// Chooses whose turn it is: the repository that has waited longest since its last, by name among equals.
    func next(of candidates: [RepositoryName: Request]) -> Request? {
        state.withLock { state in
            let chosen = candidates.keys.min { (state.turns[$0] ?? 0, $0) < (state.turns[$1] ?? 0, $1) }
            guard let chosen else { return nil }
            state.turns = state.turns.filter { candidates[$0.key] != nil }
            state.lastTurn += 1
            state.turns[chosen] = state.lastTurn
            return candidates[chosen]
        }
    }

    /// Asks for a comparison; when too many wait already, one asks again later.
    func ask(for request: Request) {
        let isNew = state.withLock { state in
            guard state.requests.count < Self.maximumRequests, !state.requests.contains(request) else { return false }
            state.requests.append(request)
            return true
        }
        if isNew { bell.ring() }
    }

    /// What was asked for, in that order.
    var requests: [Request] { state.withLock { $0.requests } }

    func drop(_ request: Request) {
        state.withLock { $0.requests.removeAll { $0 == request } }
    }

    /// The short form of a comparison that was looked at before: content never changes, so it stays true.
    func brief(of request: Request) -> ComparisonBrief? { state.withLock { $0.briefs[request] } }

    func keep(_ brief: ComparisonBrief, of request: Request) {
        state.withLock { state in
            if state.briefs.count >= Self.maximumBriefs { state.briefs = [:] }
            state.briefs[request] = brief
        }
    }
}
