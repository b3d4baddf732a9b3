// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct GarbageTests {
    @Test(arguments: Stores.allCases)
    func untaggedContentIsKeptWithoutARetentionRule(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            try await test.push(Image("moved away"), as: "latest")
            try await test.push(Image("tag deleted"), as: "latest")
            try await test.delete("latest")
            try await test.store(Image("by digest"))
            try await test.store(Image(index: [Image("child")]))
            try test.advance(by: .days(400))
            let report = try await test.collectGarbage()
            #expect(report.manifests == [])
            #expect(report.blobs == [])
            for name in ["moved away", "tag deleted", "by digest"] { try await test.expectPulls(Image(name)) }
            try await test.expectPulls(Image(index: [Image("child")]))
        }
    }

    @Test(arguments: Stores.allCases)
    func deletedManifestGoesWithWhatOnlyItUsed(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let shared = Image.Layer(text: "shared")
            let (gone, kept) = (
                Image("gone", layers: [shared, .init(text: "gone")]), Image("kept", layers: [shared])
            )
            try await test.push(gone, as: "gone")
            try await test.push(kept, as: "kept")
            try await test.delete(gone.digest)
            try test.advance(by: .hours(2))
            let report = try await test.collectGarbage()
            #expect(report.manifests == [])
            let mine = Set(gone.blobDigests + [gone.digest]).subtracting(kept.blobDigests)
            #expect(Set(report.blobs.map(\.digest)) == mine)
            try await test.expectPulls(kept)
            #expect(try await test.contents().links[.app] == Set(kept.blobDigests))
        }
    }

    @Test(arguments: Stores.allCases)
    func contentUsedInAnotherRepositoryStays(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.push(Image("one"), as: "1.0", in: "team/other")
            try await test.delete(Image("one").digest)
            try test.advance(by: .days(2))
            #expect(try await test.collectGarbage().blobs == [])
            try await test.expectPulls(Image("one"), in: "team/other")
            #expect(try await test.contents().links[.app] == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func blobThatNothingPointsToStaysForAnHour(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let (old, young) = (ByteBuffer(string: "old"), ByteBuffer(string: "young"))
            try await test.upload(old)
            try test.advance(by: .hours(1))
            try await test.upload(young)
            try await test.collectGarbage()
            #expect(try await test.contents().links[.app]?.count == 2)
            try test.advance(by: .seconds(1))
            let report = try await test.collectGarbage()
            #expect(report.blobs.map(\.digest) == [Digest(of: old)])
            #expect(report.bytes == 3)
            #expect(try await test.contents().links[.app] == [Digest(of: young)])
            #expect(
                try await refusal { _ = try await test.registry.blob(Digest(of: old), in: .app, by: .eve) }
                    == .blobUnknown
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func uploadOrMountRenewsTheHour(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let (uploaded, mounted) = (ByteBuffer(string: "uploaded"), ByteBuffer(string: "mounted"))
            for bytes in [uploaded, mounted] { try await test.upload(bytes) }
            try test.advance(by: .days(1))
            try await test.upload(uploaded)
            #expect(try await test.registry.mount(Digest(of: mounted), from: .app, to: "team/other", by: .ben))
            try test.advance(by: .hours(1))
            #expect(try await test.collectGarbage().blobs == [])
            #expect(
                try await test.contents().links == [.app: [Digest(of: uploaded)], "team/other": [Digest(of: mounted)]]
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func storedBytesThatNoRepositoryKnowsGo(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let orphan = ByteBuffer(string: "orphan")
            try await test.blobs.put(orphan, as: Digest(of: orphan))
            try test.advance(by: .hours(1))
            #expect(try await test.collectGarbage().blobs == [])
            try test.advance(by: .hours(1))
            #expect(try await test.collectGarbage().blobs.map(\.digest) == [Digest(of: orphan)])
        }
    }

    @Test(arguments: Stores.allCases, [HoldRecord.State.rejected, .superseded, .expired])
    func refusedContentGoesOnlyAfterItsGrace(_ stores: Stores, _ end: HoldRecord.State) async throws {
        try await withRegistry(stores, [Rule(name: "r", expire: .days(30))]) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            try test.advance(by: .days(29))
            #expect(try await test.collectGarbage().manifests == [])
            switch end {
            case .rejected: _ = try await test.registry.reject(id, reason: nil, by: .ann)
            case .superseded: _ = try await test.hold(Image("three"), as: "1.0")
            default:
                try test.advance(by: .days(1))
                _ = try await test.registry.closeDueHolds()
            }
            #expect(try await test.state(of: id) == end)
            try test.advance(by: .days(7))
            #expect(try await test.collectGarbage().manifests == [])
            try await test.expectPulls(Image("two"), by: .ann)
            try test.advance(by: .seconds(1))
            let report = try await test.collectGarbage()
            #expect(report.manifests.map(\.digest) == [Image("two").digest])
            #expect(Set(report.blobs.map(\.digest)) == Set(Image("two").blobDigests + [Image("two").digest]))
            #expect(try await test.pullRefusal(Image("two").digest, by: .ann) == .manifestUnknown)
            #expect(try await refusal { _ = try await test.registry.reopen(id, reason: nil, by: .ann) } == .conflict)
            try await test.expectPulls(Image("one"))
        }
    }

    @Test(arguments: Stores.allCases)
    func reopeningKeepsRefusedContent(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            _ = try await test.registry.reject(id, reason: nil, by: .ann)
            try test.advance(by: .days(6))
            _ = try await test.registry.reopen(id, reason: nil, by: .ann)
            try test.advance(by: .days(100))
            #expect(try await test.collectGarbage().manifests == [])
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            try await test.expectPulls(Image("two"))
        }
    }

    @Test(arguments: Stores.allCases)
    func refusedContentGoesThoughItRefersToAnImageThatStays(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let offered = Image("two", subject: Image("one").digest)
            let id = try await test.hold(offered, as: "1.0")
            try test.advance(by: .days(10))
            #expect(try await test.collectGarbage().manifests == [])
            _ = try await test.registry.reject(id, reason: nil, by: .ann)
            try test.advance(by: .days(8))
            #expect(try await test.collectGarbage().manifests.map(\.digest) == [offered.digest])
        }
    }

    @Test(arguments: Stores.allCases)
    func removedContentRestsInTheTrashForADay(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let blob = ByteBuffer(string: "unused")
            try await test.upload(blob)
            try test.advance(by: .hours(2))
            #expect(try await test.collectGarbage().blobs.count == 1)
            #expect(try test.files?.trash().count ?? 1 == 1)
            try test.advance(by: .days(1))
            try await test.collectGarbage()
            #expect(try test.files?.trash().count ?? 1 == 1)
            try test.advance(by: .seconds(1))
            try await test.collectGarbage()
            #expect(try test.files?.trash().count ?? 0 == 0)
            #expect(try await test.blobs.restore(Digest(of: blob)) == false)
        }
    }

    @Test(arguments: Stores.allCases)
    func pushAfterwardsBringsCollectedContentBack(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let image = Image("one")
            try await test.upload(image)
            try test.advance(by: .hours(2))
            #expect(try await test.collectGarbage().blobs.count == 2)
            // The manifest alone is told what it lacks.
            #expect(try await refusal { _ = try await test.put(image, as: ["1.0"]) } == .manifestBlobUnknown)
            #expect(try await test.push(image, as: "1.0") == [])
            try await test.expectPulls(image)
            // Emptying the trash takes nothing from what was pushed since.
            try test.advance(by: .days(3))
            #expect(try await test.collectGarbage().blobs == [])
            try await test.expectPulls(image)
            try await test.checkContent()
        }
    }

    @Test(arguments: Stores.allCases)
    func abandonedUploadsGo(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let old = try await test.registry.startUpload(in: .app, by: .ben)
            try test.advance(by: .days(1))
            let young = try await test.registry.startUpload(in: .app, by: .ben)
            try test.advance(by: .seconds(1))
            try await test.collectGarbage()
            #expect(
                try await refusal { _ = try await test.registry.uploadOffset(old, in: .app, by: .ben) }
                    == .uploadUnknown
            )
            #expect(try await test.registry.uploadOffset(young, in: .app, by: .ben) == 0)
        }
    }

    @Test(arguments: Stores.allCases)
    func needsTheRightToAdminister(_ stores: Stores) async throws {
        try await withRegistry(stores) { test async throws in
            for caller in [Caller.ben, .eve, .nobody] {
                for mode in [Registry.GarbageMode.report, .remove] {
                    #expect(
                        try await refusal { _ = try await test.registry.collectGarbage(mode, by: caller) }
                            == .rightMissing
                    )
                }
                #expect(try await refusal { _ = try await test.registry.scrub(by: caller) } == .rightMissing)
            }
        }
    }
}
