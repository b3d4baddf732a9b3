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

    @Test func whatMeansTwoImagesIsNotEdited() throws {
        let merged = FoundReference.merged([try reference(1..<4), try reference(1..<4, means: "nginx:2")])
        #expect(merged.map(\.editing) == [.lockOnly("the files that use it read it differently")])
    }
}
