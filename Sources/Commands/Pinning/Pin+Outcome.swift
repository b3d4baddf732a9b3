// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning

extension Pin {
    /// What becomes of the references: without asking anybody, from the lock, or from registries.
    func outcome(of plan: PinPlan, in found: ReferenceTree, lock: LockFile?) async throws -> PinOutcome {
        let position = found.scan.position
        if check { return plan.unasked(position: position) }
        if unpin { return plan.outcome(answers: [:], position: position) }
        if locked, let lock {
            let answers = lock.answers(to: plan.questions, platform: platform.platform)
            let gate = PolicyGate(found.policy, lock: lock)
            return plan.outcome(answers: answers, refusal: gate.refusal, position: position)
        }
        guard to != nil || !plan.questions.isEmpty else { return plan.outcome(answers: [:], position: position) }
        let questions = plan.questions + (to.map { [$0.question] } ?? [])
        return try await asking.withDesk(
            for: questions,
            platform.platform,
            places,
            trusting: try tree.lockedLogs(of: lock, for: paths),
            volume: report.volume
        ) { desk in
            if let to { try await desk.require(to.question) }
            let indexes = await desk.answers(to: plan.questions)
            let pins = plan.outcome(answers: indexes, position: position).changed.compactMap { $0.pin }
            let gate = await PolicyGate(found.policy, pins: pins, desk: desk)
            let answers = await desk.images(of: indexes)
            return plan.outcome(answers: answers, refusal: gate.refusal, position: position)
        }
    }
}

extension JudgedReference {
    /// The tag with the digest that is to be written, normalised.
    fileprivate var pin: Reference? {
        guard let digest, var reference = found.reference?.normalized().tagged else { return nil }
        reference.digest = digest
        return reference
    }
}
