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
    struct ReferrerList: Sendable {
        let referrers: [Descriptor]
        let at: Timestamp
    }

    private struct State {
        var nextChecks: [Key: Timestamp] = [:]
        var checking: Set<Key> = []
        var firstAnswers: [Key: FirstAnswer] = [:]
        /// The tags of the first answers, by what they were said to mean.
        var answeredTags: [RegistryCache.ManifestKey: Set<Tag>] = [:]
        var absences: [String: Absence] = [:]
        var lists: [RepositoryName: TagList] = [:]
        var referrers: [String: ReferrerList] = [:]
        var arrivals: [String: Task<Void, any Error>] = [:]

        mutating func forgetFirstAnswer(about key: Key) {
            guard let answer = firstAnswers.removeValue(forKey: key) else { return }
            let manifest = RegistryCache.ManifestKey(repository: key.repository, digest: answer.head.digest)
            answeredTags[manifest]?.remove(key.tag)
            if answeredTags[manifest]?.isEmpty == true { answeredTags[manifest] = nil }
        }
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
    static let absenceLife = Duration.seconds(30)

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
            if state.firstAnswers.count >= Self.maximum {
                state.firstAnswers = [:]
                state.answeredTags = [:]
            }
            state.forgetFirstAnswer(about: key)
            state.firstAnswers[key] = FirstAnswer(head: head, at: moment)
            state.answeredTags[.init(repository: key.repository, digest: head.digest), default: []].insert(key.tag)
        }
    }

    func forgetFirstAnswer(about key: Key) {
        state.withLock { $0.forgetFirstAnswer(about: key) }
    }

    /// Tells whether clients were told lately that a tag means a digest.
    func hasAnswered(_ digest: Digest, in repository: RepositoryName) -> Bool {
        state.withLock { $0.answeredTags[.init(repository: repository, digest: digest)] != nil }
    }

    /// The tags of a repository that clients were told to mean a digest; they are forgotten.
    func takeTags(answeredWith digest: Digest, in repository: RepositoryName, at moment: Timestamp) -> [Tag] {
        state.withLock { state in
            let tags = state.answeredTags[.init(repository: repository, digest: digest)] ?? []
            return tags.sorted().filter { tag in
                let key = Key(repository: repository, tag: tag)
                let answer = state.firstAnswers[key]
                state.forgetFirstAnswer(about: key)
                return answer.map { $0.at.advanced(by: Self.firstAnswerLife) > moment } ?? false
            }
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

    func noteAbsence(
        of name: String,
        _ error: RegistryError,
        for life: Duration = absenceLife,
        at moment: Timestamp
    ) {
        state.withLock { state in
            if state.absences.count >= Self.maximum { state.absences = [:] }
            state.absences[name] = Absence(error: error, until: moment.advanced(by: life))
        }
    }

    /// The tags of a repository as its upstream listed them last.
    func list(of repository: RepositoryName) -> TagList? {
        state.withLock { $0.lists[repository] }
    }

    /// What an upstream listed last under a name.
    func referrers(_ name: String) -> ReferrerList? {
        state.withLock { $0.referrers[name] }
    }

    func keep(_ referrers: [Descriptor], as name: String, at moment: Timestamp) {
        state.withLock { state in
            if state.referrers.count >= Self.maximumLists { state.referrers = [:] }
            state.referrers[name] = ReferrerList(referrers: referrers, at: moment)
        }
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
