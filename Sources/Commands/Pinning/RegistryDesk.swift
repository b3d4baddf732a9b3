// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import Pinning

/// Asks registries what references mean, for the judgements about files.
struct RegistryDesk {
    /// The registries.
    let access: ImageAccess
    /// What asks.
    let resolver: DigestResolver
    /// What asks since when tags mean what they mean.
    let history: TagHistoryReading
    /// The platform whose images are wanted; nil for indexes as they are.
    var platform: Platform?
    /// The account of how many questions are answered.
    let progress: TransferProgress

    /// The answers to questions that each hold either a tag or a digest.
    func answers(to questions: [Reference]) async -> DigestAnswers {
        await resolver.resolve(questions, progress: progress).mapValues(DigestAnswer.init)
    }

    /// The answers with the platform's images in the place of indexes, if a platform is wanted.
    func images(of answers: DigestAnswers) async -> DigestAnswers {
        guard let platform else { return answers }
        var answers = answers
        let indexes = answers.compactMap { question, answer -> (Reference, Reference)? in
            guard case .found(let descriptor) = answer, descriptor.mediaType.isIndex else { return nil }
            return (question, question.with(descriptor.digest))
        }
        let read = await resolver.platforms(of: indexes.map(\.1), progress: progress)
        for (question, index) in indexes {
            switch read[index] {
            case .success(let platforms): answers[question] = platforms.answer(for: platform, of: question)
            case .failure(let error): answers[question] = DigestAnswer(.failure(error))
            case nil: answers[question] = .failed(AnswerFailure(.unavailable, "\(index) was not answered"))
            }
        }
        return answers
    }

    /// Throws when a digest is not there to be referred to.
    func require(_ question: Reference) async throws {
        switch await resolver.resolve([question], progress: progress)[question] {
        case .success: return
        case .failure(let error): throw error
        case nil: throw ClientError(.unavailable, "\(question) was not answered")
        }
    }

    /// What comparing one platform's images shows of tags that moved.
    ///
    /// The lock's platforms stand for the old index where they are of the same digest.
    func compare(
        _ drifts: [FileVerification.Drift],
        answers: DigestAnswers,
        lock: LockFile?
    ) async -> [FileVerification.Drift: FileVerification.PlatformDrift] {
        guard let platform else { return [:] }
        var outcome: [FileVerification.Drift: FileVerification.PlatformDrift] = [:]
        for drift in drifts {
            guard case .found(let now) = answers[drift.tag] else { continue }
            let new = await image(of: now, drift.tag, for: platform)
            let old: Result<Digest?, AnswerFailure>
            if let entry = lock?.entry(for: drift.tag), entry.digest == drift.held, !entry.platforms.isEmpty {
                old = .success(platform.choice(among: entry.platforms, platform: \.platform, digest: \.digest)?.digest)
            } else {
                let held = Reference(host: drift.tag.host, repository: drift.tag.repository, digest: drift.held)
                switch answers[held] {
                case .found(let descriptor): old = await image(of: descriptor, held, for: platform)
                case .failed(let failure): old = .failure(failure)
                // What is gone cannot be compared: the verification says that it is gone.
                case .absent, nil: continue
                }
            }
            switch (old, new) {
            case (.success(let old?), .success(let new?)):
                outcome[drift] = old != new ? .moved : new == drift.held ? .image(platform) : .unmoved([platform])
            case (.success, .success): outcome[drift] = .moved
            case (.failure(let failure), _), (_, .failure(let failure)): outcome[drift] = .failed(failure)
            }
        }
        return outcome
    }

    /// The image for a platform that a descriptor leads to; a single image is what it is.
    private func image(
        of descriptor: Descriptor,
        _ reference: Reference,
        for platform: Platform
    ) async -> Result<Digest?, AnswerFailure> {
        guard descriptor.mediaType.isIndex else { return .success(descriptor.digest) }
        let index = reference.with(descriptor.digest)
        switch await resolver.platforms(of: [index])[index] {
        case .success(let platforms): return .success(platforms.digest(for: platform))
        case .failure(let error): return .failure(AnswerFailure(error))
        case nil: return .failure(AnswerFailure(.unavailable, "\(index) was not answered"))
        }
    }
}

extension Reference {
    fileprivate func with(_ digest: Digest) -> Reference {
        Reference(host: host, repository: repository, digest: digest)
    }
}

extension IndexPlatforms {
    fileprivate func digest(for platform: Platform) -> Digest? {
        entry(for: platform)?.digest
    }

    fileprivate func answer(for platform: Platform, of question: Reference) -> DigestAnswer {
        guard let digest = digest(for: platform) else { return .absent("\(question) has no image for \(platform)") }
        return .found(Descriptor(mediaType: .imageManifest, digest: digest, size: 0))
    }
}

extension DigestAnswer {
    /// What an answer of a registry says.
    init(_ result: Result<Descriptor, ClientError>) {
        switch result {
        case .success(let descriptor): self = .found(descriptor)
        case .failure(let error) where error.code == .notFound: self = .absent(error.description)
        case .failure(let error): self = .failed(AnswerFailure(error))
        }
    }
}

extension AnswerFailure: Error {
    /// What a failure of a registry says.
    init(_ error: ClientError) {
        let kind: Kind =
            switch error.code {
            case .unauthenticated, .forbidden: .authentication
            case .rateLimited: .rateLimited
            case .integrity: .integrity
            case .notFound, .refused, .unavailable, .malformed, .unsupported, .file: .unavailable
            }
        self.init(kind, error.description + (error.retryAfter.map { "; try again in \($0) s" } ?? ""))
    }
}
