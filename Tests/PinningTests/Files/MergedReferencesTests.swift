// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct MergedReferencesTests {
    private func reference(
        _ span: Range<Int>,
        _ editing: FoundReference.Editing = .inPlace,
        means: String = "nginx:1"
    ) throws -> FoundReference {
        let meaning = FoundReference.Meaning.known(try Reference(means))
        return FoundReference(path: "f", span: span, written: means, role: .image, meaning: meaning, editing: editing)
    }

    @Test func aStretchOfBytesIsOneReferenceInTheOrderOfTheFile() throws {
        let merged = FoundReference.merged([try reference(9..<12), try reference(1..<4), try reference(9..<12)])
        #expect(merged.map(\.span) == [1..<4, 9..<12])
    }

    @Test func theStricterWordCounts() throws {
        let stale = FoundReference.Editing.onRequest(.staleVariables, "why")
        #expect(FoundReference.merged([try reference(1..<4), try reference(1..<4, stale)]).map(\.editing) == [stale])
        let locked = FoundReference.Editing.lockOnly("why")
        #expect(
            FoundReference.merged([try reference(1..<4, locked), try reference(1..<4, stale)]).map(\.editing) == [
                locked
            ]
        )
    }

    @Test func whatMeansTwoImagesIsBothAndNotEdited() throws {
        let merged = FoundReference.merged([try reference(1..<4), try reference(1..<4, means: "nginx:2")])
        #expect(try merged.map(\.meaning) == ["nginx:1", "nginx:2"].map { .known(try Reference($0)) })
        #expect(merged.allSatisfy { $0.editing == .lockOnly("the files that use it read it differently") })
    }

    @Test func aReadingThatKnowsTheImageCountsMore() throws {
        var unknown = try reference(1..<4)
        unknown.meaning = .unknown("why")
        let known = try reference(1..<4)
        for order in [[unknown, known], [known, unknown], [unknown, unknown, known]] {
            #expect(FoundReference.merged(order).map(\.meaning) == [known.meaning])
        }
        #expect(FoundReference.merged([unknown, unknown]) == [unknown])
    }
}
