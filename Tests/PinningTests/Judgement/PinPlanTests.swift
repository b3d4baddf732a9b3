// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct PinPlanTests {
    private func outcome(
        _ goal: PinGoal,
        _ found: FoundReference,
        _ answers: [String: DigestAnswer] = [:],
        granted: Set<FoundReference.Request> = [],
        lock: LockFile? = nil,
        refusal: PinRefusal? = nil
    ) throws -> PinOutcome {
        let request = PinRequest(goal, granted: granted, lock: lock)
        let plan = PinPlan(request, references: [found])
        var keyed: DigestAnswers = [:]
        for (text, answer) in answers { keyed[try Reference(text)] = answer }
        return plan.outcome(answers: keyed, refusal: { _, _ in refusal }, position: Sample.position)
    }

    @Test func asksOnceForEachImageHoweverItIsWritten() throws {
        let references = try ["nginx", "nginx:latest", "docker.io/library/nginx", "nginx:1"].map {
            try Sample.found($0)
        }
        let plan = PinPlan(PinRequest(.pin), references: references)
        #expect(
            plan.questions.map(\.description) == ["docker.io/library/nginx:latest", "docker.io/library/nginx:1"]
        )
    }

    @Test(arguments: [
        ("nginx:1.25", "docker.io/library/nginx:1.25"), ("nginx", "docker.io/library/nginx:latest"),
        ("Localhost:5000/a/b:1", "localhost:5000/a/b:1"),
    ])
    func writesTheDigestBehindWhatIsWritten(text: String, question: String) throws {
        let result = try outcome(.pin, try Sample.found(text), [question: try Sample.index("a")])
        #expect(result.edits.map(\.to) == ["\(text)@\(try Sample.digest("a"))"])
        #expect(result.references.first?.status == .pinned)
        #expect(result.references.first?.digest == (try Sample.digest("a")))
    }

    @Test func leavesWhatIsPinnedAsItIs() throws {
        let plan = PinPlan(
            PinRequest(.pin),
            references: [try Sample.found("nginx:1@\(try Sample.digest("a"))")]
        )
        #expect(plan.questions.isEmpty)
        #expect(plan.outcome(answers: [:], position: Sample.position).edits.isEmpty)
    }

    @Test func updatesADigestThatTheTagDoesNotMeanAnyMore() throws {
        let old = try Sample.digest("a")
        let found = try Sample.found("nginx:1@\(old)")
        let moved = try outcome(.update, found, ["docker.io/library/nginx:1": try Sample.index("b")])
        #expect(moved.edits.map(\.to) == ["nginx:1@\(try Sample.digest("b"))"])
        #expect(moved.references.first?.message == "was \(old)")
        let same = try outcome(.update, found, ["docker.io/library/nginx:1": try Sample.index("a")])
        #expect(same.edits.isEmpty)
    }

    @Test func followsADigestWithoutTagOnlyWhenTheLockKnowsWhereItCameFrom() throws {
        let found = try Sample.found("nginx@\(try Sample.digest("a"))")
        #expect(PinPlan(PinRequest(.update), references: [found]).questions.isEmpty)
        let lock = try Sample.lock(("nginx:latest", "a"))
        let plan = PinPlan(PinRequest(.update, lock: lock), references: [found])
        #expect(plan.questions.map(\.description) == ["docker.io/library/nginx:latest"])
    }

    @Test func aCommandThatCannotBeEditedIsSkippedUntilCommandsAreAskedFor() throws {
        let found = try Sample.found("nginx:1", editing: .lockOnly("quotes stand within it"), role: .command)
        #expect(found.option == "--commands")
        #expect(try outcome(.pin, found).references.map(\.status) == [.skipped])
        #expect(try outcome(.pin, found, granted: [.commands]).references.map(\.status) == [.unpinned])
    }

    @Test func takesDigestsOutAgain() throws {
        let digest = try Sample.digest("a")
        #expect(try outcome(.unpin, try Sample.found("nginx:1@\(digest)")).edits.map(\.to) == ["nginx:1"])
        #expect(try outcome(.unpin, try Sample.found("nginx@\(digest)")).edits.map(\.to) == ["nginx"])
        #expect(try outcome(.unpin, try Sample.found("nginx:1")).edits.isEmpty)
    }

    @Test func aDigestUnderItsOwnKeyStaysWhenItIsToGo() throws {
        let digest = try Sample.digest("a")
        var found = try Sample.found("nginx:1@\(digest)", holding: .digest)
        found.written = digest.rawValue
        let result = try outcome(.unpin, found)
        #expect(result.edits.isEmpty)
        #expect(result.references.first?.status == .pinned)
        #expect(result.references.first?.message != nil)
    }

    @Test(arguments: [
        ("app:1", "registry.test/team/app:1", true), ("app", "registry.test/team/app:2", true),
        ("app:1", "registry.test/team/app:2", false), ("app", "registry.test/team/other:1", false),
        ("app:latest", "registry.test/team/app", true),
    ])
    func setsOneImageOverAllItsReferences(image: String, text: String, isMeant: Bool) throws {
        let goal = PinGoal.set(try Reference("registry.test/team/\(image)"), try Sample.digest("c"))
        let result = try outcome(goal, try Sample.found(text))
        #expect(result.edits.map(\.to) == (isMeant ? ["\(text)@\(try Sample.digest("c"))"] : []))
    }

    @Test func whatCannotHoldADigestIsHeldByTheLockOrSaysSo() throws {
        let found = try Sample.found("node:20", editing: .lockOnly("the tag comes from VERSION"))
        #expect(try outcome(.pin, found).references.first?.status == .unpinned)
        let locked = try outcome(.pin, found, lock: try Sample.lock(("node:20", "a")))
        #expect(locked.references.first?.status == .pinned)
        #expect(locked.edits.isEmpty)
    }

    @Test func whatHasToBeAskedForIsEditedOnlyThen() throws {
        let stale = try Sample.found("node:20", editing: .onRequest(.staleVariables, "the tag comes from VERSION"))
        let answers = ["docker.io/library/node:20": try Sample.index("a")]
        #expect(try outcome(.pin, stale, answers).edits.isEmpty)
        #expect(try outcome(.pin, stale, answers, granted: [.staleVariables]).edits.count == 1)
        let command = try Sample.found("node:20", editing: .onRequest(.commands, "a command line"))
        #expect(try outcome(.pin, command, answers).references.first?.status == .skipped)
        #expect(try outcome(.pin, command, answers, granted: [.commands]).edits.count == 1)
    }

    @Test func aReferenceThatIsNotAnsweredCountsAsNotJudged() throws {
        let found = try Sample.found("nginx:1")
        let failure = AnswerFailure(.rateLimited, "too many requests")
        let failed = try outcome(.pin, found, ["docker.io/library/nginx:1": .failed(failure)])
        #expect(failed.failures == [failure])
        #expect(failed.references.first?.status == .unresolved)
        let absent = try outcome(.pin, found, ["docker.io/library/nginx:1": .absent("no such tag")])
        #expect(absent.failures.map(\.kind) == [.unavailable])
        #expect(try outcome(.pin, found).failures.count == 1)
    }

    @Test func whatFilesDoNotTellIsNeverSilentUnlessATemplateDecidesIt() throws {
        var found = try Sample.found("nginx:1")
        found.meaning = .unknown("BASE has no default")
        let plan = PinPlan(PinRequest(.pin), references: [found])
        for result in [plan.unasked(position: Sample.position), plan.outcome(answers: [:], position: Sample.position)] {
            #expect(result.unknown == 1)
            #expect(result.references.map(\.status) == [.unresolved])
            #expect(result.references.map(\.message) == ["BASE has no default"])
        }
        found.written = "{{ .Values.image }}"
        let template = PinPlan(PinRequest(.pin), references: [found]).unasked(position: Sample.position)
        #expect(template.unknown == 0)
        #expect(template.references.map(\.status) == [.skipped])
    }

    @Test func anOldDigestBehindAVariableIsToldWhenTagsAreFollowed() throws {
        let reason = "the tag comes from V"
        let found = try Sample.found("node:20@\(try Sample.digest("a"))", editing: .onRequest(.staleVariables, reason))
        let moved = try outcome(.update, found, ["docker.io/library/node:20": try Sample.index("b")])
        #expect(moved.edits.isEmpty)
        #expect(moved.references.map(\.status) == [.drifted])
        #expect(moved.refused.count == 1)
        let same = try outcome(.update, found, ["docker.io/library/node:20": try Sample.index("a")])
        #expect(same.references.map(\.status) == [.pinned])
        #expect(same.refused.isEmpty)
    }

    @Test func aPolicyThatSaysNoLeavesTheFileAndOneThatCannotTellIsNotJudged() throws {
        let answers = ["docker.io/library/nginx:1": try Sample.index("a")]
        let refused = try outcome(.pin, try Sample.found("nginx:1"), answers, refusal: .refused("too young"))
        #expect(refused.edits.isEmpty)
        #expect(refused.refused.map(\.message) == ["too young"])
        #expect(refused.references.first?.status == .unpinned)
        let unknown = try outcome(
            .pin,
            try Sample.found("nginx:1"),
            answers,
            refusal: .unknown(AnswerFailure(.unavailable, "no history"))
        )
        #expect(unknown.edits.isEmpty)
        #expect(unknown.failures.count == 1)
    }
}

@Suite struct LockAnswerTests {
    @Test func theLockAnswersForWhatItHoldsAndSaysWhatItDoesNot() throws {
        let lock = try Sample.lock(("nginx:1", "a"))
        let held = try Reference("docker.io/library/nginx:1")
        let other = try Reference("docker.io/library/nginx:2")
        let answers = lock.answers(to: [held, other], platform: nil)
        let descriptor = Descriptor(mediaType: .imageIndex, digest: try Sample.digest("a"), size: 0)
        #expect(answers[held] == .found(descriptor))
        let message = "docker.io/library/nginx:2 is not in the lock; holdfast lock adds it"
        #expect(answers[other] == .failed(AnswerFailure(.unavailable, message)))
    }

    @Test func aCheckAsksNobodyAndNamesWhatHasNoDigest() throws {
        let references = [try Sample.found("nginx:1"), try Sample.found("nginx:1@\(try Sample.digest("a"))")]
        let outcome = PinPlan(PinRequest(.pin), references: references).unasked(position: Sample.position)
        #expect(outcome.references.map(\.status) == [.unpinned, .pinned])
        #expect(outcome.edits.isEmpty)
    }
}
