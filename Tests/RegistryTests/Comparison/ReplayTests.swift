// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// What happened once, and what a person would have said of it.
@Suite struct ReplayTests {
    private let rule = Rule(
        name: "rule 2 (holdfast.yaml line 4)",
        create: .hold,
        approveWhen: [ApproveCondition(verdicts: [.identical, .sameFiles, .timestampsOnly])]
    )

    @Test(arguments: Stores.allCases) func fiveTagsMoveToOneOtherProgram(_ stores: Stores) async throws {
        let tags: [Tag] = ["2.1.20", "2.1", "2", "latest", "edge"]
        let pair = ComparedPair.program
        try await withRegistry(stores) { first in
            for tag in tags { try await first.push(pair.old, as: tag) }
            first.clock.advance(by: .hours(5))
            let (test, blobs) = try await first.observed()
            test.rule(rule)
            var holds: [Int64] = []
            for tag in tags {
                test.clock.advance(by: .seconds(9))
                holds.append(try await test.hold(pair.new, as: tag))
            }
            let fresh = try await test.hold(pair.new, as: "2.1.20-slim")
            let openings = blobs.openings(of: pair.new.layerDigests[0])
            try await test.registry.makeComparisons()

            for (tag, hold) in zip(tags, holds) {
                let review = try await test.registry.holdReview(hold, by: .ann)
                let summary = try #require(review.summary)
                #expect(summary.headline == "application binary changed, same version label")
                #expect(summary.verdict == .changed)
                #expect(summary.notableFiles.map(\.path) == ["/app/tool"])
                #expect(summary.labels.contains { $0.name.hasSuffix("version") && $0.isSame && $0.to == "2.1.20" })
                #expect(
                    Set(review.together.filter { $0.event == .held }.map(\.tag)) == Set(tags + ["2.1.20-slim"] - tag)
                )
                #expect(Set(review.sameContent.map(\.tag)) == Set(tags + ["2.1.20-slim"] - tag))
                #expect(try await test.state(of: hold) == .open)
            }
            let summary = try #require(try await test.summary(of: fresh))
            #expect(summary.headline == "first image under this tag; nothing to compare with")
            #expect(summary.settings.contains { $0.field == "entrypoint" && $0.to == #"["/app/tool"]"# })
            #expect(try await test.state(of: fresh) == .open)
            // The base is in both images of five comparisons.
            #expect(blobs.openings(of: pair.new.layerDigests[0]) == openings + 1)
        }
    }

    @Test(arguments: Stores.allCases) func aBaseIsBuiltAnewWithNewerPackages(_ stores: Stores) async throws {
        try await withRegistry(stores, [rule]) { test in
            test.rule(Rule(name: "r", change: .hold, approveWhen: rule.approveWhen))
            try await test.push(ComparedPair.refresh.old, as: "1.0")
            let hold = try await test.hold(ComparedPair.refresh.new, as: "1.0")
            try await test.registry.makeComparisons()
            let summary = try #require(try await test.summary(of: hold))
            #expect(summary.headline == "base refresh: 14 packages newer, entrypoint same")
            #expect(summary.packageCounts[.upgraded] == 14)
            #expect(summary.packages.count == 14)
            #expect(try await test.state(of: hold) == .open)
        }
    }

    @Test(arguments: Stores.allCases) func aProgramHidesAmongNewerPackages(_ stores: Stores) async throws {
        let lighter = [ApproveCondition(severityBelow: .high)]
        for (pair, state) in [(ComparedPair.refresh, HoldRecord.State.approved), (ComparedPair.intrusion, .open)] {
            try await withRegistry(stores) { test in
                try await test.push(pair.old, as: "1.0")
                test.rule(Rule(name: "r", change: .hold, approveWhen: lighter))
                let hold = try await test.hold(pair.new, as: "1.0")
                try await test.registry.makeComparisons()
                #expect(try await test.state(of: hold) == state)
            }
        }
    }

    @Test(arguments: Stores.allCases) func theSameFilesArePushedWithOtherMoments(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(ComparedPair.touched.old, as: "1.0")
            test.rule(rule)
            let hold = try await test.hold(ComparedPair.touched.new, as: "1.0")
            try await test.registry.makeComparisons()
            #expect(try await test.summary(of: hold)?.headline == "only timestamps differ")
            #expect(try await test.state(of: hold) == .approved)
            #expect(try await test.meaning(of: "1.0") == ComparedPair.touched.new.digest)
            let event = try #require(try await test.history(of: "1.0").last)
            #expect(event.kind == .approved)
            #expect(event.actor == "holdfast")
            #expect(event.reason == "approved by rule 2 (holdfast.yaml line 4): verdict timestamps-only")
        }
    }
}

private func - (tags: [Tag], tag: Tag) -> [Tag] { tags.filter { $0 != tag } }
