// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIClient
internal import OCIModel
internal import Synchronization

/// What is known of upstreams for as long as the process lives: answers that were given, and work that is under way.
///
/// All of it is bounded, and none of it is needed after a restart.
final class UpstreamDesk: Sendable {
    /// A tag of a repository.
    typealias Key = RegistryCache.TagKey

    /// What a client was told that only asked.
    struct FirstAnswer: Sendable {
        let head: ManifestHead
        let at: Timestamp
    }

    /// Something that an upstream does not have.
    private struct Absence {
        let error: RegistryError
        let until: Timestamp
    }

    /// A list of tags as an upstream gave it.
    struct TagList: Sendable {
        let tags: [Tag]
        let at: Timestamp
    }

    /// What refers to a manifest as an upstream listed it.
    private struct ReferrerList {
        let referrers: [Descriptor]
        let at: Timestamp
    }

    private struct State {
        var nextChecks: [Key: Timestamp] = [:]
        var checking: Set<Key> = []
        var firstAnswers: [Key: FirstAnswer] = [:]
        var absences: [String: Absence] = [:]
        var lists: [RepositoryName: TagList] = [:]
        var referrers: [String: ReferrerList] = [:]
        var arrivals: [String: Task<Void, any Error>] = [:]
    }

    /// The most entries of each table; a table that is full is emptied, which costs questions and nothing else.
    private static let maximum = 20_000
    /// The most lists of tags, which can be long.
    private static let maximumLists = 200
    /// The most checks that go on in the background; what finds no place is checked when it is pulled again.
    private static let maximumChecks = 64
    /// For how long a client's first answer binds what it pulls then.
    private static let firstAnswerLife = Duration.seconds(600)
    /// For how long an upstream is not asked again for what it does not have.
    private static let absenceLife = Duration.seconds(30)

    private let state = Mutex(State())
}

// MARK: Checks

extension UpstreamDesk {
    /// When a tag is to be checked next; nil when that is not known since the start.
    func nextCheck(of key: Key) -> Timestamp? {
        state.withLock { $0.nextChecks[key] }
    }

    func setNextCheck(of key: Key, at moment: Timestamp) {
        state.withLock { state in
            if state.nextChecks.count >= Self.maximum { state.nextChecks = [:] }
            state.nextChecks[key] = moment
        }
    }

    /// Takes the place to check a tag; false when it is being checked, or too much is.
    func beginCheck(of key: Key) -> Bool {
        state.withLock { state in
            guard state.checking.count < Self.maximumChecks else { return false }
            return state.checking.insert(key).inserted
        }
    }

    func endCheck(of key: Key) {
        state.withLock { _ = $0.checking.remove(key) }
    }
}

// MARK: Answers

extension UpstreamDesk {
    /// What clients were told lately that only asked about a tag which is not here.
    func firstAnswer(about key: Key, at moment: Timestamp) -> ManifestHead? {
        state.withLock { state in
            guard let answer = state.firstAnswers[key], answer.at.advanced(by: Self.firstAnswerLife) > moment else {
                return nil
            }
            return answer.head
        }
    }

    func keep(_ head: ManifestHead, about key: Key, at moment: Timestamp) {
        state.withLock { state in
            if state.firstAnswers.count >= Self.maximum { state.firstAnswers = [:] }
            state.firstAnswers[key] = FirstAnswer(head: head, at: moment)
        }
    }

    func forgetFirstAnswer(about key: Key) {
        state.withLock { $0.firstAnswers[key] = nil }
    }

    /// The tags of a repository that clients were told to mean a digest.
    func tags(answeredWith digest: Digest, in repository: RepositoryName, at moment: Timestamp) -> [Tag] {
        state.withLock { state in
            state.firstAnswers.filter { key, answer in
                key.repository == repository && answer.head.digest == digest
                    && answer.at.advanced(by: Self.firstAnswerLife) > moment
            }.map(\.key.tag)
        }
    }

    /// Why something is not asked for again yet.
    func absence(of name: String, at moment: Timestamp) -> RegistryError? {
        state.withLock { state in
            guard let absence = state.absences[name] else { return nil }
            guard absence.until > moment else {
                state.absences[name] = nil
                return nil
            }
            return absence.error
        }
    }

    func noteAbsence(of name: String, _ error: RegistryError, at moment: Timestamp) {
        state.withLock { state in
            if state.absences.count >= Self.maximum { state.absences = [:] }
            state.absences[name] = Absence(error: error, until: moment.advanced(by: Self.absenceLife))
        }
    }

    /// The tags of a repository as its upstream listed them since a moment.
    func list(of repository: RepositoryName, since moment: Timestamp) -> [Tag]? {
        state.withLock { state in
            state.lists[repository].flatMap { $0.at >= moment ? $0.tags : nil }
        }
    }

    /// What refers to a manifest as its upstream listed it since a moment, else as it lists it now.
    func referrers(
        of subject: Digest,
        in repository: RepositoryName,
        since start: Timestamp,
        at moment: Timestamp,
        _ ask: @Sendable () async throws -> [Descriptor]
    ) async throws -> [Descriptor] {
        let name = "\(repository)@\(subject)"
        let known = state.withLock { $0.referrers[name].flatMap { $0.at >= start ? $0.referrers : nil } }
        if let known { return known }
        let referrers = try await ask()
        state.withLock { state in
            if state.referrers.count >= Self.maximumLists { state.referrers = [:] }
            state.referrers[name] = ReferrerList(referrers: referrers, at: moment)
        }
        return referrers
    }

    func keep(_ tags: [Tag], of repository: RepositoryName, at moment: Timestamp) {
        state.withLock { state in
            if state.lists.count >= Self.maximumLists { state.lists = [:] }
            state.lists[repository] = TagList(tags: tags, at: moment)
        }
    }
}

// MARK: Arrivals

extension UpstreamDesk {
    /// Does something once, however many want it at the same time; all learn how it ended.
    ///
    /// It goes on when those who wait for it leave.
    func once(_ name: String, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await start(name, body).value
    }

    /// Does something once, and waits for its end no longer than a while.
    ///
    /// - Parameters:
    ///   - name: What is done; what has one name is done once at a time.
    ///   - patience: How long to wait; nil for as long as it takes.
    ///   - body: Does it.
    /// - Returns: Whether it has ended.
    /// - Throws: What it throws, if it has ended by then.
    func once(
        _ name: String,
        atMost patience: Duration?,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws -> Bool {
        let task = start(name, body)
        guard let patience else {
            try await task.value
            return true
        }
        let end = ContinuousClock.now + patience
        // The value of a task cannot be waited for with an end, so it is looked after.
        while isUnderWay(name) {
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        try await task.value
        return true
    }

    private func isUnderWay(_ name: String) -> Bool { state.withLock { $0.arrivals[name] != nil } }

    private func start(_ name: String, _ body: @escaping @Sendable () async throws -> Void) -> Task<Void, any Error> {
        state.withLock { state in
            if let running = state.arrivals[name] { return running }
            let task = Task.detached {
                defer { self.end(name) }
                try await body()
            }
            state.arrivals[name] = task
            return task
        }
    }

    private func end(_ name: String) {
        state.withLock { $0.arrivals[name] = nil }
    }
}
