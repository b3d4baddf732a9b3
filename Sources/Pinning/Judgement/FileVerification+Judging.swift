// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension FileVerification {
    /// Judges a digest that stands alone.
    static func judge(
        _ question: Reference,
        _ answers: DigestAnswers,
        _ judged: inout JudgedReference,
        _ verdict: inout FileVerdict
    ) {
        switch answers[question] {
        case .found: judged.status = .pinned
        case .absent:
            judged.status = .drifted
            judged.message = "the registry no longer has the digest"
        case .failed(let failure): judged.fail(failure, &verdict)
        case nil: judged.fail(AnswerFailure(.unavailable, "\(question) was not asked for"), &verdict)
        }
    }

    /// Judges a tag that is to mean a digest.
    func judge(
        _ drift: Drift,
        _ answers: DigestAnswers,
        _ platforms: [Drift: PlatformDrift],
        _ judged: inout JudgedReference,
        _ verdict: inout FileVerdict
    ) {
        switch answers[drift.tag] {
        case .failed(let failure): judged.fail(failure, &verdict)
        case nil: judged.fail(AnswerFailure(.unavailable, "\(drift.tag) was not asked for"), &verdict)
        case .absent: judge(drift, now: nil, answers, &judged, &verdict)
        case .found(let descriptor):
            judged.current = descriptor.digest
            guard descriptor.digest != drift.held else { return }
            switch platforms[drift] {
            case .unmoved(let same):
                let names = same.map(\.description).joined(separator: ", ")
                judged.message = "the index moved, \(names) did not"
            case .image(let platform): judged.message = "the digest is the image for \(platform) of what the tag means"
            case .failed(let failure): judged.fail(failure, &verdict)
            case .moved, nil: judge(drift, now: descriptor, answers, &judged, &verdict)
            }
        }
    }

    /// Judges a digest that the tag does not mean.
    private func judge(
        _ drift: Drift,
        now: Descriptor?,
        _ answers: DigestAnswers,
        _ judged: inout JudgedReference,
        _ verdict: inout FileVerdict
    ) {
        let tag = now == nil ? "the tag is gone" : "the tag means something else"
        switch answers[drift.digestQuestion] {
        case .absent:
            judged.status = .drifted
            judged.message = "\(tag), and the registry no longer has the digest"
        case .found(let held):
            judged.status = .drifted
            judged.message = tag + (now == nil ? "; the digest is still there" : "")
            if let now, now.mediaType.isIndex, !held.mediaType.isIndex {
                judged.status = .platformPin
                judged.message = "the digest is one platform's image, the tag has several"
            }
        case .failed(let failure): judged.fail(failure, &verdict)
        case nil: judged.fail(AnswerFailure(.unavailable, "\(drift.digestQuestion) was not asked for"), &verdict)
        }
    }

    /// Compares a reference that holds with the lock.
    func judgeLock(of found: FoundReference, _ judged: inout JudgedReference) {
        guard let lock, found.option == nil, judged.status == .pinned, let digest = found.pinnedDigest,
            let reference = found.reference
        else { return }
        guard let entry = lock.entry(for: reference) else {
            judged.status = .drifted
            judged.message = "not in holdfast.lock; holdfast lock adds it"
            return
        }
        guard entry.digest != digest else { return }
        judged.status = .drifted
        judged.message = "holdfast.lock says \(entry.digest)"
    }
}

extension JudgedReference {
    fileprivate mutating func fail(_ failure: AnswerFailure, _ verdict: inout FileVerdict) {
        status = .unresolved
        message = failure.message
        verdict.failures.append(failure)
    }
}
