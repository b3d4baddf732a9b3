// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What becomes of each reference of a tree, and what has to be known before.
///
/// Made without any input: the questions go out, the answers come in, edits come out.
public struct PinPlan: Sendable {
    private enum Step: Sendable {
        /// The reference stays, and how it stands.
        case leave(JudgedReference.Status, String?)
        /// The reference gets the digest of an answer.
        case ask(Reference)
        /// The reference gets a digest.
        case set(Digest)
        /// The digest goes.
        case remove
        /// The reference stays, as no digest can be written; but it is asked whether the one that stands there still holds.
        case compare(Reference, String)
        /// Files do not say what the reference means.
        case unknown(String)
    }

    private let request: PinRequest
    private let steps: [(found: FoundReference, step: Step)]

    /// Plans.
    ///
    /// - Parameters:
    ///   - request: What is to be done.
    ///   - references: The references, in the order in which they are told.
    public init(_ request: PinRequest, references: [FoundReference]) {
        self.request = request
        self.steps = references.compactMap { found in Self.step(for: found, request).map { (found, $0) } }
    }

    /// What has to be asked: each once, in the order of the references.
    public var questions: [Reference] {
        var seen: Set<Reference> = []
        return steps.compactMap { item in
            switch item.step {
            case .ask(let question), .compare(let question, _):
                return seen.insert(question).inserted ? question : nil
            case .leave, .set, .remove, .unknown: return nil
            }
        }
    }

    /// How the references stand, without asking anybody: what would be asked for is not pinned, or as it is.
    ///
    /// - Parameter position: Finds the line and column of a reference.
    /// - Returns: Every reference; no edits.
    public func unasked(position: (FoundReference) -> SourcePosition) -> PinOutcome {
        var outcome = PinOutcome()
        for (found, step) in steps {
            var judged = JudgedReference(found: found, position: position(found), status: .pinned)
            judged.digest = found.pinnedDigest
            switch step {
            case .leave(let status, let message):
                judged.status = status
                judged.message = message
            case .unknown(let reason): outcome.note(unknown: reason, &judged)
            case .ask, .set, .remove, .compare: if judged.digest == nil { judged.status = .unpinned }
            }
            outcome.references.append(judged)
        }
        return outcome
    }

    /// What becomes of the references.
    ///
    /// - Parameters:
    ///   - answers: The answers; a question without one counts as not judged.
    ///   - refusal: Says why a digest may not be written for a reference; nil when it may.
    ///   - position: Finds the line and column of a reference.
    /// - Returns: Every reference with how it stands after the edits, and the edits.
    public func outcome(
        answers: DigestAnswers,
        refusal: (_ reference: Reference, _ digest: Digest) -> PinRefusal? = { _, _ in nil },
        position: (FoundReference) -> SourcePosition
    ) -> PinOutcome {
        var outcome = PinOutcome()
        for (found, step) in steps {
            var judged = JudgedReference(found: found, position: position(found), status: .pinned)
            judged.digest = found.pinnedDigest
            switch step {
            case .leave(let status, let message):
                judged.status = status
                judged.message = message
            case .set(let digest): set(digest, in: found, refusal, &judged, &outcome)
            case .remove: remove(from: found, &judged, &outcome)
            case .unknown(let reason): outcome.note(unknown: reason, &judged)
            case .ask(let question):
                guard let digest = outcome.digest(of: question, answers, &judged) else { break }
                set(digest, in: found, refusal, &judged, &outcome)
            case .compare(let question, let reason):
                guard let digest = outcome.digest(of: question, answers, &judged) else { break }
                judged.message = reason
                if digest != found.pinnedDigest {
                    judged.status = .drifted
                    outcome.refused.append(judged)
                }
            }
            outcome.references.append(judged)
        }
        return outcome
    }
}

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

    fileprivate mutating func note(unknown reason: String, _ judged: inout JudgedReference) {
        judged.status = .unresolved
        judged.message = reason
        unknown += 1
    }

    /// The digest that a question was answered with; nil notes why there is none.
    fileprivate mutating func digest(
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

extension PinPlan {
    private static func step(for found: FoundReference, _ request: PinRequest) -> Step? {
        if case .set(let image, let digest) = request.goal {
            guard let reference = found.reference, image.covers(reference) else { return nil }
            if request.isExcluded(found) { return .leave(.skipped, "excluded") }
            return obstacle(found, request) ?? .set(digest)
        }
        if request.isExcluded(found) { return .leave(.skipped, "excluded") }
        guard let reference = found.reference else {
            guard case .unknown(let reason) = found.meaning else { return nil }
            return found.isBeyondFiles || request.goal == .unpin ? .leave(.skipped, reason) : .unknown(reason)
        }
        switch request.goal {
        case .unpin:
            guard reference.digest != nil else { return .leave(found.option == nil ? .unpinned : .skipped, nil) }
            if case .onRequest(.staleVariables, _) = found.editing { return .remove }
            return obstacle(found, request) ?? .remove
        case .pin:
            guard reference.digest == nil else { return .leave(.pinned, nil) }
            return obstacle(found, request) ?? .ask(question(of: found, reference))
        case .update:
            if let obstacle = obstacle(found, request) {
                guard found.option == nil, reference.digest != nil, reference.tag != nil,
                    case .leave(_, let reason?) = obstacle
                else { return obstacle }
                return .compare(question(of: found, reference), reason)
            }
            guard reference.digest == nil || reference.tag != nil else {
                return followed(found, by: request.lock).map(Step.ask)
                    ?? .leave(.pinned, "no tag is written, so there is nothing to follow")
            }
            return .ask(question(of: found, reference))
        case .set: return nil
        }
    }

    /// Why a reference that could get a digest gets none, and how it stands then.
    private static func obstacle(_ found: FoundReference, _ request: PinRequest) -> Step? {
        let reason: String
        switch found.editing {
        case .inPlace: return nil
        case .onRequest(let wish, let why):
            guard !request.granted.contains(wish) else { return nil }
            if let option = found.option { return .leave(.skipped, "\(why); \(option) edits it") }
            reason = why
        case .lockOnly(let why):
            if let wish = found.neededRequest, !request.granted.contains(wish) { return .leave(.skipped, why) }
            reason = why
        }
        guard found.pinnedDigest == nil else { return .leave(.pinned, reason) }
        if let reference = found.reference, let entry = request.lock?.entry(for: reference) {
            return .leave(.pinned, "by holdfast.lock (\(VisibleText.line(entry.digest.rawValue))), as \(reason)")
        }
        return .leave(.unpinned, "\(reason); holdfast lock holds it")
    }

    private static func question(of found: FoundReference, _ reference: Reference) -> Reference {
        found.tagQuestion ?? reference.normalized()
    }

    /// The tag that a reference without one came from, as the lock remembers it.
    private static func followed(_ found: FoundReference, by lock: LockFile?) -> Reference? {
        guard var reference = found.reference?.normalized(), let digest = reference.digest else { return nil }
        reference.digest = nil
        reference.tag = .latest
        guard let entry = lock?.entry(for: reference), entry.digest == digest || entry.previous == digest else {
            return nil
        }
        return reference
    }

    private func set(
        _ digest: Digest,
        in found: FoundReference,
        _ refusal: (Reference, Digest) -> PinRefusal?,
        _ judged: inout JudgedReference,
        _ outcome: inout PinOutcome
    ) {
        guard let edit = found.pinning(to: digest) else {
            judged.status = .pinned
            return
        }
        if let reference = found.reference, let refusal = refusal(reference, digest) {
            switch refusal {
            case .refused(let reason):
                judged.status = found.pinnedDigest == nil ? .unpinned : .drifted
                judged.message = reason
                outcome.refused.append(judged)
            case .unknown(let failure):
                judged.status = .unresolved
                judged.message = failure.message
                outcome.failures.append(failure)
            }
            return
        }
        if let old = found.pinnedDigest { judged.message = "was \(old)" }
        judged.status = .pinned
        judged.digest = digest
        outcome.edits.append(edit)
        outcome.changed.append(judged)
    }

    private func remove(from found: FoundReference, _ judged: inout JudgedReference, _ outcome: inout PinOutcome) {
        do throws(PinningError) {
            guard let edit = try found.unpinning() else { return }
            judged.status = .unpinned
            judged.digest = nil
            judged.message = found.pinnedDigest.map { "was \($0)" }
            outcome.edits.append(edit)
            outcome.changed.append(judged)
        } catch {
            judged.message = error.message + (error.advice.map { "; \($0)" } ?? "")
        }
    }
}

extension Reference {
    /// Tells whether a reference names the same image: the repository, and the tag if this reference has one.
    fileprivate func covers(_ other: Reference) -> Bool {
        let wish = normalized()
        let other = other.normalized()
        guard wish.host == other.host, wish.repository == other.repository else { return false }
        guard let tag = wish.tag else { return true }
        return tag == other.tag || other.tag == nil && other.digest == nil && tag == .latest
    }
}
