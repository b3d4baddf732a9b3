// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension LockFile {
    /// What the lock says in the place of registries.
    ///
    /// - Parameters:
    ///   - questions: Tags, normalised.
    ///   - platform: The platform whose images are wanted; nil for indexes as they are.
    /// - Returns: An answer to each question; what the lock does not hold is a failure that says so.
    public func answers(to questions: [Reference], platform: Platform?) -> DigestAnswers {
        var answers: DigestAnswers = [:]
        for question in questions { answers[question] = answer(to: question, platform) }
        return answers
    }

    private func answer(to question: Reference, _ platform: Platform?) -> DigestAnswer {
        guard let entry = entry(for: question) else {
            return .failed(AnswerFailure(.unavailable, "\(question) is not in the lock; holdfast lock adds it"))
        }
        guard let platform, entry.mediaType.isIndex else {
            return .found(Descriptor(mediaType: entry.mediaType, digest: entry.digest, size: 0))
        }
        guard let image = platform.choice(among: entry.platforms, platform: \.platform, digest: \.digest) else {
            return .absent("the lock has no image of \(question) for \(platform)")
        }
        return .found(Descriptor(mediaType: .imageManifest, digest: image.digest, size: 0))
    }
}
