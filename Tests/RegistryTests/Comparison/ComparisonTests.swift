// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct ComparisonTests {
    private func document(of hold: Int64, in test: TestRegistry, by caller: Caller = .ann) async throws -> JSONValue? {
        try await test.registry.comparisonDocument(ofHold: hold, by: caller).map { try JSONValue(parsing: $0) }
    }

    @Test(arguments: Stores.allCases) func givesTheWholeDocumentWithTexts(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(ComparedPair.page.old, as: "1.0")
            let hold = try await test.hold(ComparedPair.page.new, as: "1.0")
            #expect(try await test.comparisonState(of: hold) == .pending)
            #expect(try await document(of: hold, in: test) == nil)
            try await test.registry.makeComparisons()
            let json = try #require(try await document(of: hold, in: test))
            #expect(json["schema"]?.string == "holdfast.diff/1")
            #expect(json["from"]?["reference"]?.string == "team/app@\(ComparedPair.page.old.digest)")
            #expect(json["to"]?["reference"]?.string == "team/app@\(ComparedPair.page.new.digest)")
            let file = try #require(json["files"]?.array?.first)
            #expect(file["path"]?.string == "/app/page.html")
            #expect(file["text"]?.string == "@@ -1,2 +1,2 @@\n-<p>one\n+<p>two\n same\n")
            #expect(json["files"]?.array?.count == 1)
        }
    }

    @Test func keepsDetailsFromThoseWhoMayNotReadBothSides() async throws {
        try await withRegistry(.memory) { test in
            try await test.push(ComparedPair.program.old, as: "1.0")
            let hold = try await test.hold(ComparedPair.program.new, as: "1.0")
            try await test.registry.makeComparisons()
            let review = try await test.registry.holdReview(hold, by: .eve)
            #expect(!review.mayReadDetails)
            #expect(review.summary?.headline == "application binary changed, same version label")
            #expect(review.summary?.notableFiles.isEmpty == true)
            #expect(try await refusal { _ = try await document(of: hold, in: test, by: .eve) } == .rightMissing)
            for caller in [Caller.ben, .ann] {
                #expect(try await test.registry.holdReview(hold, by: caller).mayReadDetails)
                #expect(try await document(of: hold, in: test, by: caller) != nil)
            }
        }
    }

    @Test func storesWhyImagesCannotBeCompared() async throws {
        let (old, new) = ComparedPair.program
        let artifact = Image(files: [[.text("a", "b")]], Packing(configType: "application/vnd.acme.chart+json"))
        let lying = Image(files: [[.text("a", "b")]], Packing(diffIDs: [.absent]))
        let noLayer = Image("layers that are no archive")
        try await withRegistry(.memory) { first in
            let (test, blobs) = try await first.observed()
            for (place, image) in [artifact, lying, noLayer].enumerated() {
                let tag = try Tag("1.\(place)")
                try await test.push(old, as: tag)
                let hold = try await test.hold(image, as: tag)
                try await test.registry.makeComparisons()
                let state = try await test.comparisonState(of: hold)
                #expect(state.failure?.isEmpty == false)
                #expect(try await refusal { _ = try await document(of: hold, in: test) } == .conflict)
                let openings = blobs.openings(of: image.digest)
                try await test.registry.makeComparisons()
                #expect(blobs.openings(of: image.digest) == openings)
            }
            let subject = ComparisonRecord.Subject(from: old.digest, to: new.digest)
            let stored = try await test.metadata.read { try $0.comparison(of: subject) }
            #expect(stored == nil)
        }
    }

    @Test func triesAgainWhatRotted() async throws {
        try await withRegistry(.disk) { test in
            let (old, new) = ComparedPair.program
            try await test.push(old, as: "1.0")
            let hold = try await test.hold(new, as: "1.0")
            let layer = new.layerDigests[1]
            try test.files?.flipByte(of: layer)
            try await test.registry.makeComparisons()
            let state = try await test.comparisonState(of: hold)
            #expect(state.failure?.contains("damaged; it will be tried again") == true)
            let bytes = try #require(new.blobs.last)
            try await test.upload(bytes)
            try await test.registry.makeComparisons()
            #expect(try await test.comparisonState(of: hold) != .ready)
            test.clock.advance(by: .hours(2))
            try await test.registry.makeComparisons()
            #expect(try await test.comparisonState(of: hold) == .ready)
        }
    }

    @Test func endsWhenTheHoldIsDecided() async throws {
        try await withRegistry(.memory) { plain in
            try await plain.push(ComparedPair.program.old, as: "1.0")
            let hold = try await plain.hold(ComparedPair.program.new, as: "1.0")
            let reached = AsyncStream.makeStream(of: Void.self)
            let (test, _) = try await plain.observed { digest in
                guard digest == ComparedPair.program.new.layerDigests[1] else { return }
                reached.continuation.finish()
                // Ends by being cancelled, or the test never does.
                try await Task.sleep(for: .seconds(100_000))
            }
            async let comparing: Void = test.registry.makeComparisons()
            for await _ in reached.stream {}
            _ = try await test.registry.reject(hold, reason: nil, by: .ann)
            try await comparing
            #expect(try await test.comparisonState(of: hold) == .pending)
        }
    }

    @Test(arguments: Stores.allCases) func goesOnAfterARestart(_ stores: Stores) async throws {
        try await withRegistry(stores) { plain in
            try await plain.push(ComparedPair.program.old, as: "1.0")
            let hold = try await plain.hold(ComparedPair.program.new, as: "1.0")
            let reached = AsyncStream.makeStream(of: Void.self)
            let (stopped, _) = try await plain.observed { digest in
                guard digest == ComparedPair.program.new.layerDigests[1] else { return }
                reached.continuation.finish()
                try await Task.sleep(for: .seconds(100_000))
            }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await stopped.registry.runComparisons() }
                for await _ in reached.stream {}
                group.cancelAll()
            }
            let test = try await plain.reopened()
            #expect(try await test.comparisonState(of: hold) == .pending)
            try await test.registry.makeComparisons()
            #expect(try await test.comparisonState(of: hold) == .ready)
        }
    }

    @Test func startsBySignalAndJudgesAfterAReload() async throws {
        try await withRegistry(.memory) { test in
            try await test.push(ComparedPair.touched.old, as: "1.0")
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await test.registry.runComparisons() }
                group.addTask {
                    let hold = try? await test.hold(ComparedPair.touched.new, as: "1.0")
                    test.rule(Rule(name: "r", approveWhen: [ApproveCondition(verdicts: [.timestampsOnly])]))
                    while let hold, (try? await test.state(of: hold)) == .open { await Task.yield() }
                }
                _ = await group.next()
                group.cancelAll()
            }
            #expect(try await test.meaning(of: "1.0") == ComparedPair.touched.new.digest)
        }
    }

    @Test func makesThatOfADecidedHoldWhenAsked() async throws {
        try await withRegistry(.memory) { test in
            try await test.push(ComparedPair.program.old, as: "1.0")
            let hold = try await test.hold(ComparedPair.program.new, as: "1.0")
            _ = try await test.registry.reject(hold, reason: nil, by: .ann)
            try await test.registry.makeComparisons()
            #expect(try await document(of: hold, in: test) == nil)
            try await test.registry.makeComparisons()
            #expect(try await document(of: hold, in: test) != nil)
        }
    }

    @Test func saysInListsHowComparisonsStand() async throws {
        try await withRegistry(.memory) { test in
            try await test.push(ComparedPair.program.old, as: "1.0")
            let hold = try await test.hold(ComparedPair.program.new, as: "1.0")
            let list = try await test.registry.holds(states: [.open], limit: 10, by: .eve)
            #expect(try await test.registry.comparisonBriefs(of: list)[hold]?.state == .pending)
            try await test.registry.makeComparisons()
            let brief = try await test.registry.comparisonBriefs(of: list)[hold]
            #expect(brief?.state == .ready)
            #expect(brief?.headline == "application binary changed, same version label")
        }
    }
}
