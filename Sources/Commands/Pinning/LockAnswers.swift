// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import Pinning
import TagLog

/// What registries say of the references that go into a lock.
struct LockAnswers {
    /// The entries, by what was asked.
    private(set) var entries: [Reference: LockFile.Entry] = [:]
    /// What could not be resolved, and why.
    private(set) var failures: [(reference: Reference, failure: AnswerFailure)] = []
    /// The newest states of the logs that the registries keep.
    var logs: [LockFile.Log] { newest.map { LockFile.Log($1, of: $0) } }
    private var newest: [Reference: WatchedLog] = [:]

    /// No answers to no questions.
    init() {}

    /// Asks for digests, for the platforms of indexes, and for the position in the registry's log, where it keeps one.
    init(to questions: [Reference], desk: RegistryDesk) async {
        let answers = await desk.resolver.resolve(questions, progress: desk.progress)
        var found: [(question: Reference, descriptor: Descriptor)] = []
        for question in questions {
            switch answers[question] {
            case .success(let descriptor): found.append((question, descriptor))
            case .failure(let error): failures.append((question, AnswerFailure(error)))
            case nil: failures.append((question, AnswerFailure(.unavailable, "\(question) was not answered")))
            }
        }
        let indexes = found.filter { $0.descriptor.mediaType.isIndex }.map { $0.question.content($0.descriptor.digest) }
        let platforms = await desk.resolver.platforms(of: indexes, progress: desk.progress)
        let meanings = await desk.meanings(of: found)
        let now = Timestamp(microseconds: Surroundings.current.now() * 1_000_000)
        for (question, descriptor) in found {
            var images: [LockFile.PlatformDigest] = []
            if descriptor.mediaType.isIndex {
                switch platforms[question.content(descriptor.digest)] {
                case .success(let read):
                    images = read.entries.map { LockFile.PlatformDigest(platform: $0.platform, digest: $0.digest) }
                case .failure(let error):
                    failures.append((question, AnswerFailure(error)))
                    continue
                case nil:
                    failures.append((question, AnswerFailure(.unavailable, "\(question) was not answered")))
                    continue
                }
            }
            var meaning: LockedMeaning?
            switch meanings[question] {
            case .success(let known): meaning = known
            case .failure(let error):
                failures.append((question, AnswerFailure(error)))
                continue
            case nil: break
            }
            if let log = meaning?.log { note(log, of: question) }
            entries[question] = LockFile.Entry(
                reference: question,
                digest: descriptor.digest,
                mediaType: descriptor.mediaType,
                platforms: images,
                resolvedAt: now,
                resolvedFrom: question.host ?? Reference.dockerHub,
                log: meaning?.position
            )
        }
    }

    private mutating func note(_ log: WatchedLog, of question: Reference) {
        let repository = LockFile.repository(of: question)
        guard newest[repository].map({ $0.checkpoint.size < log.checkpoint.size }) ?? true else { return }
        newest[repository] = log
    }
}

extension Reference {
    fileprivate func content(_ digest: Digest) -> Reference {
        Reference(host: host, repository: repository, digest: digest)
    }
}
