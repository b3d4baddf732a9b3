// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct LockPlanTests {
    private func plan(
        _ current: LockFile?,
        _ wanted: [String],
        mode: LockPlan.Mode = .keep
    ) throws -> LockPlan {
        try LockPlan.plan(current: current, wanted: wanted.map { try LockSamples.found($0) }, mode: mode)
    }

    private func upgrade(_ names: String...) throws -> LockPlan.Mode {
        .upgrade(only: try names.map { try Reference($0) })
    }

    /// Answers what is asked: the digest of the question, else the given one.
    private func answers(to plan: LockPlan, _ digit: Character) throws -> [Reference: LockFile.Entry] {
        var answers: [Reference: LockFile.Entry] = [:]
        for question in plan.toResolve {
            var entry = try LockSamples.entry(LockFile.key(of: question).description, digit, at: 1_800_000_000)
            if let digest = question.digest { entry.digest = digest }
            answers[question] = entry
        }
        return answers
    }

    private func texts(_ references: [Reference]) -> [String] {
        references.map {
            $0.description.split(separator: "@sha256:").map { $0.count == 64 ? "\($0.prefix(1))" : "\($0)" }
        }
        .map { $0.joined(separator: "@") }
    }

    @Test func asksForEachReferenceOnceInOrder() throws {
        let plan = try plan(nil, ["redis:7", "nginx", "docker.io/library/nginx:latest", "nginx:latest@a", "redis@b"])
        #expect(
            texts(plan.toResolve) == [
                "docker.io/library/nginx:latest@a", "docker.io/library/redis:7", "docker.io/library/redis@b",
            ]
        )
        #expect(plan.kept.isEmpty && plan.dropped.isEmpty && plan.unknown.isEmpty)
    }

    @Test func keepsWhatIsKnownAndDropsWhatNoFileNeeds() throws {
        let lock = try LockSamples.lock(("nginx:1", "a"), ("redis:7", "b"), ("old:1", "c"))
        let plan = try plan(lock, ["nginx:1", "redis:7@b"])
        #expect(plan.toResolve.isEmpty)
        #expect(plan.kept.count == 2)
        #expect(texts(plan.dropped.map(\.reference)) == ["docker.io/library/old:1"])
    }

    @Test func takesTheDigestOfTheFilesWhenTheyDisagreeWithTheLock() throws {
        let lock = try LockSamples.lock(("nginx:1", "a"))
        let plan = try plan(lock, ["nginx:1@b", "nginx:1"])
        #expect(texts(plan.toResolve) == ["docker.io/library/nginx:1@b"])
        let entry = try #require(plan.finished(with: try answers(to: plan, "f")).entries.first)
        #expect(entry.digest == (try LockSamples.digest("b")))
        #expect(entry.previous == (try LockSamples.digest("a")))
    }

    @Test func tellsWhatCannotBeKnown() throws {
        let unknown = LockSamples.unknown("BASE has no default")
        let plan = try LockPlan.plan(current: nil, wanted: [unknown])
        #expect(plan.unknown == [unknown])
        #expect(plan.toResolve.isEmpty)
    }

    @Test func refusesTwoDigestsForOneTag() throws {
        let wanted = [
            try LockSamples.found("nginx:1@a", in: "a.yaml", at: 10),
            try LockSamples.found("library/nginx:1@b", in: "b/Dockerfile", at: 20),
        ]
        let error = try #require(throws: PinningError.self) { try LockPlan.plan(current: nil, wanted: wanted) }
        #expect(error.code == .configuration)
        #expect(error.path == "b/Dockerfile")
        #expect(error.offset == 20)
        #expect(error.message.contains("in a.yaml"))
        #expect(error.message.contains("docker.io/library/nginx:1"))
        let upgraded = try LockPlan.plan(current: nil, wanted: wanted, mode: .upgrade(only: nil))
        #expect(texts(upgraded.toResolve) == ["docker.io/library/nginx:1"])
    }

    @Test func asksForTagsAgainWhenUpgrading() throws {
        let lock = try LockSamples.lock(("nginx:1", "a"), ("nginx:2", "b"), ("redis", "c"))
        let files = ["nginx:1", "nginx:2@b", "redis@c", "tool@d"]
        #expect(
            texts(try plan(lock, files, mode: .upgrade(only: nil)).toResolve) == [
                "docker.io/library/nginx:1", "docker.io/library/nginx:2", "docker.io/library/redis:latest",
                "docker.io/library/tool@d",
            ]
        )
        #expect(
            texts(try plan(lock, files, mode: try upgrade("docker.io/nginx")).toResolve) == [
                "docker.io/library/nginx:1", "docker.io/library/nginx:2", "docker.io/library/tool@d",
            ]
        )
        #expect(
            texts(try plan(lock, files, mode: try upgrade("nginx:2")).toResolve) == [
                "docker.io/library/nginx:2", "docker.io/library/tool@d",
            ]
        )
        let error = try #require(throws: PinningError.self) { try plan(lock, files, mode: try upgrade("nginx:3")) }
        #expect(error.message.contains("nginx:3"))
    }

    @Test func keepsAnEntryWhoseDigestDidNotMoveAsItIs() throws {
        let lock = LockFile([
            try LockSamples.entry("nginx:1", "a", previous: "9"), try LockSamples.entry("nginx:2", "b", previous: "8"),
        ])
        let plan = try plan(lock, ["nginx:1", "nginx:2"], mode: .upgrade(only: nil))
        let finished = plan.finished(with: try answers(to: plan, "a"))
        #expect(finished.entries[0] == lock.entries[0])
        #expect(finished.entries[1].digest == (try LockSamples.digest("a")))
        #expect(finished.entries[1].previous == (try LockSamples.digest("b")))
        #expect(finished.entries[1].resolvedAt.seconds == 1_800_000_000)
    }

    @Test func leavesTheOldEntryWithoutAnAnswerOrWithAWrongOne() throws {
        let lock = try LockSamples.lock(("nginx:1", "a"))
        let plan = try plan(lock, ["nginx:1@b", "redis"])
        #expect(plan.finished(with: [:]) == lock)
        let wrong = [try #require(plan.toResolve.first): try LockSamples.entry("nginx:1", "f")]
        #expect(plan.finished(with: wrong) == lock)
    }

    @Test func staysWithTheTagOfAReferenceThatWasPinnedFromLatest() throws {
        let lock = try LockSamples.lock(("nginx", "a"))
        let plan = try plan(lock, ["nginx@a"])
        #expect(plan.toResolve.isEmpty)
        #expect(plan.finished(with: [:]) == lock)
    }

    @Test(arguments: [
        ["nginx", "nginx@a"], ["nginx@a", "nginx@b"], ["nginx:1", "nginx:1@a", "redis"], ["nginx", "nginx:latest@b"],
        ["nginx@d", "nginx"],
    ])
    func findsNothingToDoASecondTime(_ files: [String]) throws {
        for current in [nil, LockFile([try LockSamples.entry("nginx", "d", previous: "a")])] {
            let first = try plan(current, files)
            let lock = first.finished(with: try answers(to: first, "d"))
            let second = try plan(lock, files)
            #expect(second.toResolve.isEmpty, "\(files)")
            #expect(second.dropped.isEmpty, "\(files)")
            #expect(second.finished(with: [:]).bytes == lock.bytes)
            let check = LockCheck(of: lock, against: try files.map { try LockSamples.found($0) })
            #expect(check.findings.isEmpty, "\(files)")
        }
    }
}
