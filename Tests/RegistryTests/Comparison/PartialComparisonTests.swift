// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// Comparisons in repositories of upstreams, which have what was pulled and no more.
@Suite struct PartialComparisonTests {
    private static func arm(_ build: String) -> Image {
        Image(files: [[.program("app/tool", build)]], Packing(platform: "linux/arm64"))
    }

    private let old = ComparedPair.touched.old
    private let new = ComparedPair.touched.new
    private let oldArm = Self.arm("one")
    private let newArm = Self.arm("two")

    private func index(_ image: Image, _ arm: Image) -> Image {
        Image(platforms: [("linux/amd64", image), ("linux/arm64", arm)])
    }

    private let anything = ApproveCondition(verdicts: [.identical, .sameFiles, .timestampsOnly, .changed])

    /// Has an image pulled on some platforms, and its tag moved at the upstream; gives the hold.
    private func moved(
        _ before: Image,
        pulling pulled: [Image],
        to after: Image,
        _ front: FrontedRegistry
    ) async throws -> HoldRecord {
        try front.upstream.put(before, as: "1.0")
        _ = try await front.pull("1.0")
        for image in pulled { try await front.test.expectPulls(image, in: .fronted) }
        try front.upstream.put(after, as: "1.0")
        try await front.pullAndCheck("1.0")
        try await front.registry.makeComparisons()
        return try #require(try await front.test.holds(of: "1.0", in: .fronted).last)
    }

    @Test(arguments: Stores.allCases) func comparesWhatIsThereAndNamesTheRest(_ stores: Stores) async throws {
        try await withUpstream(stores) { front in
            let (before, after) = (index(old, oldArm), index(new, newArm))
            let hold = try await moved(before, pulling: [old], to: after, front)
            let summary = try #require(try await front.test.summary(of: hold.id))
            #expect(summary.platforms.map(\.name) == ["linux/amd64", "linux/arm64"])
            #expect(summary.platforms.map(\.isCompared) == [true, false])
            #expect(summary.platforms.map(\.verdict) == [.timestampsOnly, .changed])
            #expect(summary.verdict == .changed)
            #expect(summary.uncompared == ["linux/arm64"])
            #expect(summary.unjudged == "linux/arm64 was never pulled and is not compared")
            #expect(HoldSummary(json: summary.json) == summary)
        }
    }

    /// The platforms that were pulled, what the other one means after, and whether a rule that takes every verdict approves.
    struct Row {
        let name: String
        let pullsArm: Bool
        let armChanges: Bool
        let isApproved: Bool
    }

    @Test(arguments: [
        Row(name: "all was compared", pullsArm: true, armChanges: true, isApproved: true),
        Row(name: "one was not", pullsArm: false, armChanges: true, isApproved: false),
        Row(name: "one was not, and is the same", pullsArm: false, armChanges: false, isApproved: true),
    ])
    func approvesByRuleOnlyWhatIsKnown(_ row: Row) async throws {
        try await withUpstream(.memory, [Rule(name: "r", approveWhen: [anything])]) { front in
            let after = index(new, row.armChanges ? newArm : oldArm)
            let hold = try await moved(
                index(old, oldArm),
                pulling: row.pullsArm ? [old, oldArm] : [old],
                to: after,
                front
            )
            #expect((hold.state == .approved) == row.isApproved, "\(row.name)")
            let meaning = try await front.pull("1.0")
            #expect((meaning == after.digest) == row.isApproved, "\(row.name)")
        }
    }

    @Test func releasesByTimeWhatIsNotKnown() async throws {
        let rule = Rule(name: "r", releaseAfter: .hours(1), approveWhen: [anything])
        try await withUpstream(.memory, [rule]) { front in
            let after = index(new, newArm)
            let hold = try await moved(index(old, oldArm), pulling: [old], to: after, front)
            #expect(hold.state == .open)
            front.test.clock.advance(by: .hours(2))
            _ = try await front.registry.closeDueHolds()
            #expect(try await front.pull("1.0") == after.digest)
        }
    }

    @Test(arguments: Stores.allCases) func approvesAndReopensWhatIsThereInPart(_ stores: Stores) async throws {
        try await withUpstream(stores) { front in
            let after = index(new, newArm)
            let hold = try await moved(index(old, oldArm), pulling: [old], to: after, front)
            _ = try await front.registry.reject(hold.id, reason: nil, by: .ann)
            _ = try await front.registry.reopen(hold.id, reason: nil, by: .ann)
            _ = try await front.registry.approve(hold.id, reason: nil, by: .ann)
            #expect(try await front.pull("1.0") == after.digest)
            // What was never here comes when it is pulled.
            try await front.test.expectPulls(newArm, in: .fronted)
        }
    }

    @Test func saysThatNothingCanBeComparedUntilItIsFetched() async throws {
        try await withUpstream(.memory) { front in
            let (before, after) = (index(old, oldArm), index(new, newArm))
            let hold = try await moved(before, pulling: [], to: after, front)
            let failure = try await front.test.comparisonState(of: hold.id).failure
            #expect(failure?.hasPrefix("linux/amd64, linux/arm64: never pulled on both sides") == true)
            for digest in [before.digest, after.digest] {
                let request = WarmRequest(repository: .fronted, tag: nil, digest: digest, platforms: nil)
                #expect(try await front.warm(request, by: .ann).isComplete)
            }
            try await front.registry.makeComparisons()
            #expect(try await front.test.summary(of: hold.id)?.uncompared == [])
        }
    }

    @Test func comparesAgainWhenTheRestHasCome() async throws {
        try await withUpstream(.memory, [Rule(name: "r", approveWhen: [anything])]) { front in
            let (before, after) = (index(old, oldArm), index(new, newArm))
            let hold = try await moved(before, pulling: [old], to: after, front)
            #expect(hold.state == .open)
            for digest in [before.digest, after.digest] {
                let request = WarmRequest(repository: .fronted, tag: nil, digest: digest, platforms: nil)
                #expect(try await front.warm(request, by: .ann).isComplete)
            }
            try await front.registry.makeComparisons()
            #expect(try await front.test.state(of: hold.id) == .approved)
        }
    }

    @Test func singleImagesAreComparedOnlyWhole() async throws {
        try await withUpstream(.memory) { front in
            let hold = try await moved(old, pulling: [], to: new, front)
            let failure = try await front.test.comparisonState(of: hold.id).failure
            #expect(failure?.hasPrefix("the images: never pulled on both sides") == true)
        }
    }

    @Test func ownRepositoriesAreComparedWhole() async throws {
        try await withUpstream(.memory) { front in
            let (before, after) = (index(old, oldArm), index(new, newArm))
            let partial = try await moved(before, pulling: [old], to: after, front)
            try await front.test.push(before, as: "1.0")
            let hold = try await front.test.hold(after, as: "1.0")
            #expect(try await front.test.comparisonState(of: hold) == .pending)
            try await front.registry.makeComparisons()
            #expect(try await front.test.summary(of: hold)?.uncompared == [])
            #expect(try await front.test.summary(of: partial.id)?.uncompared == [])
        }
    }

    @Test func firstImageIsLookedInto() async throws {
        try await withUpstream(.memory, [Rule(name: "r", create: .hold)]) { front in
            try front.upstream.put(index(old, oldArm), as: "1.0")
            #expect(try await refusal { _ = try await front.pull("1.0") } == .manifestUnknown)
            // What is to be held may still be on its way.
            let hold = try await front.openHold(of: "1.0")
            try await front.registry.makeComparisons()
            let summary = try #require(try await front.test.summary(of: hold.id))
            #expect(summary.isFirst)
            #expect(summary.platforms.map(\.name).sorted() == ["linux/amd64", "linux/arm64"])
            _ = try await front.registry.approve(hold.id, reason: nil, by: .ann)
            #expect(try await front.pull("1.0") == index(old, oldArm).digest)
        }
    }
}
