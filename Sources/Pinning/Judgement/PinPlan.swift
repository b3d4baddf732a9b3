// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What becomes of each reference of a tree, and what has to be known before.
///
/// Made without any input: the questions go out, the answers come in, edits come out.
public struct PinPlan: Sendable {
    enum Step: Sendable {
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

    private let steps: [(found: FoundReference, step: Step)]

    /// Plans.
    ///
    /// - Parameters:
    ///   - request: What is to be done.
    ///   - references: The references, in the order in which they are told.
    public init(_ request: PinRequest, references: [FoundReference]) {
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

extension PinPlan {
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
