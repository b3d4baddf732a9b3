// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What a plan comes to.
public struct PinOutcome: Sendable {
    /// Every reference, with its state once the edits are made.
    public internal(set) var references: [JudgedReference] = []
    /// The edits.
    public internal(set) var edits: [Edit] = []
    /// The references that are edited, as they will stand.
    public internal(set) var changed: [JudgedReference] = []
    /// Why references could not be judged, one each.
    public internal(set) var failures: [AnswerFailure] = []
    /// References that should get another digest and do not: a policy refuses it, or it cannot be written.
    public internal(set) var refused: [JudgedReference] = []
    /// How many references mean nothing that files tell, which no registry could answer.
    public internal(set) var unknown = 0

    mutating func note(unknown reason: String, _ judged: inout JudgedReference) {
        judged.status = .unresolved
        judged.message = reason
        unknown += 1
    }

    /// The digest that a question was answered with; nil notes why there is none.
    mutating func digest(
        of question: Reference,
        _ answers: DigestAnswers,
        _ judged: inout JudgedReference
    ) -> Digest? {
        let failure: AnswerFailure
        switch answers[question] {
        case .found(let descriptor):
            judged.current = descriptor.digest
            return descriptor.digest
        case .absent(let message): failure = AnswerFailure(.unavailable, message)
        case .failed(let reason): failure = reason
        case nil: failure = AnswerFailure(.unavailable, "it was not asked what \(question) means")
        }
        judged.status = .unresolved
        judged.message = failure.message
        failures.append(failure)
        return nil
    }
}
