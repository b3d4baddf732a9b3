// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Registry
import Storage
import Testing

@Suite struct HoldSummaryTests {
    @Test func readsWhatItWrote() async throws {
        try await withRegistry(.memory) { test in
            for (place, pair) in [ComparedPair.program, ComparedPair.refresh, ComparedPair.page].enumerated() {
                let tag = try Tag("1.\(place)")
                try await test.push(pair.old, as: tag)
                let hold = try await test.hold(pair.new, as: tag)
                try await test.registry.makeComparisons()
                let summary = try #require(try await test.summary(of: hold))
                #expect(HoldSummary(json: summary.json) == summary)
            }
        }
    }

    /// What is stored was written here, but a disk may say something else.
    @Test func survivesAnyBytes() async throws {
        try await withRegistry(.memory) { test in
            try await test.push(ComparedPair.program.old, as: "1.0")
            let hold = try await test.hold(ComparedPair.program.new, as: "1.0")
            try await test.registry.makeComparisons()
            let bytes = try #require(try await test.summary(of: hold)).json
            var generator = Deterministic(seed: 7)
            for _ in 0..<2_000 {
                var changed = bytes
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(
                        in: 0...255,
                        using: &generator
                    )
                }
                if Bool.random(using: &generator) {
                    changed.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
                }
                _ = HoldSummary(json: changed)
            }
            #expect(HoldSummary(json: []) == nil)
            #expect(HoldSummary(json: Array("{}".utf8)) == nil)
        }
    }

    /// A severity of a later version must not pass for the absence of differences.
    @Test func refusesSeveritiesItDoesNotKnow() {
        let text =
            #"{"verdict":"changed","headline":"h","platforms":[{"platform":"linux/amd64","change":"modified","#
            + #""verdict":"changed","headline":null,"heaviest":"grave","settingsDiffer":false,"doubtfulPaths":[]}]}"#
        #expect(HoldSummary(json: Array(text.utf8)) == nil)
        #expect(HoldSummary(json: Array(text.replacing("grave", with: "low").utf8)) != nil)
    }
}
