// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage
import Testing

@testable import Registry

@Suite struct CompanionTests {
    private func manifest(_ image: Image) throws -> Manifest {
        try Manifest(Array(image.bytes.readableBytesView), declared: image.mediaType)
    }

    private func keeps(_ later: Image, _ earlier: Image) throws -> Bool {
        try manifest(later).keepsEverything(of: manifest(earlier))
    }

    @Test func layersMayBeAddedAndReordered() throws {
        let earlier = Image("x", layers: [.init(text: "a"), .init(text: "b")])
        #expect(try keeps(Image("y", layers: [.init(text: "c"), .init(text: "b"), .init(text: "a")]), earlier))
        #expect(try keeps(earlier, earlier))
    }

    @Test func layerThatStoodTwiceMustStandTwice() throws {
        let earlier = Image("x", layers: [.init(text: "a"), .init(text: "a")])
        #expect(try !keeps(Image("x", layers: [.init(text: "a"), .init(text: "b")]), earlier))
    }

    @Test func annotationMayBeNeitherChangedNorDroppedNorAdded() throws {
        let earlier = Image("x", layers: [.init(text: "a", annotations: ["signature": "1"])])
        for annotations in [[:], ["signature": "2"], ["signature": "1", "more": "2"]] {
            #expect(try !keeps(Image("x", layers: [.init(text: "a", annotations: annotations)]), earlier))
        }
    }

    @Test func subjectMayNotChange() throws {
        let layers = [Image.Layer(text: "a")]
        let earlier = Image("x", layers: layers, subject: Image("one").digest)
        #expect(try !keeps(Image("x", layers: layers, subject: Image("two").digest), earlier))
        #expect(try !keeps(Image("x", layers: layers), earlier))
    }

    @Test func imageIsNoAdditionToAnIndex() throws {
        #expect(try !keeps(Image("x"), Image(index: [])))
        #expect(try !keeps(Image(index: []), Image("x", layers: [])))
    }

    @Test func manyLayersAreComparedInTimeLinearInTheirNumber() throws {
        // As many as fit into a manifest; compared pair by pair this would take minutes.
        let layers = (0..<20_000).map { Image.Layer(text: "\($0)") }
        #expect(try keeps(Image("x", layers: layers.reversed()), Image("x", layers: layers)))
    }

    @Test(arguments: Stores.allCases)
    func tagThatOnlyLooksLikeACompanionIsAnOrdinaryTag(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let hex = Digest.absent.hex
            for name in [
                "sha256-\(hex).asc", "sha256-\(hex.dropLast()).sig", "sha1-\(hex).sig", "sha256-\(hex).sig.sig",
            ] {
                let tag = try Tag(name)
                try await test.push(Image("x", layers: [.init(text: "a")]), as: tag)
                let refusals = try await test.push(Image("x", layers: [.init(text: "a"), .init(text: "b")]), as: tag)
                #expect(refusals.map(\.reason) == [.held], "\(name)")
            }
        }
    }

    /// Two signers who add at the same time: the second is judged against what the first left, so nothing is lost.
    @Test(arguments: Stores.allCases)
    func racingAdditionsNeverDropEachOther(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            for round in 0..<6 {
                let tag = try Tag("sha256-\(Image("subject \(round)").digest.hex).sig")
                let base = [Image.Layer(text: "base")]
                try await test.push(Image("s", layers: base), as: tag)
                let offers = (0..<3).map { Image("s", layers: base + [.init(text: "signer \($0)")]) }
                for offer in offers { try await test.upload(offer) }
                let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for offer in offers { group.addTask { try await test.put(offer, as: [tag]).isEmpty } }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(accepted == 1)
            }
        }
    }
}
