// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Storage
import Testing

@testable import Registry

@Suite struct ScrubTests {
    /// What can happen to a file behind the registry's back.
    enum Damage: CaseIterable, Sendable {
        case flippedByte
        case truncated
        case deleted
    }

    private func damage(_ digest: Digest, _ damage: Damage, _ test: TestRegistry) throws {
        let files = try #require(test.files)
        switch damage {
        case .flippedByte: try files.flipByte(at: 2, of: digest)
        case .truncated: try files.truncate(digest)
        case .deleted: try files.delete(digest)
        }
        try test.advance(by: .hours(1))
    }

    private func corruptContent(_ test: TestRegistry) async throws -> Int64? {
        try await test.registry.gauges().first { $0.name == "holdfast_corrupt_content" }?.value
    }

    private func blobCode(_ digest: Digest, _ test: TestRegistry) async throws -> RegistryError.Code? {
        try await refusal { _ = try await test.registry.blob(digest, in: .app, by: .eve) }
    }

    @Test(arguments: Stores.allCases)
    func findsNothingInASoundRegistry(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image(index: [Image("a"), Image("b")]), as: "1.0")
            _ = try await test.hold(Image("c"), as: "1.0")
            let report = try await test.registry.scrub(by: .ann)
            #expect(report.corrupt == [])
            #expect(report.checked == 10)
            #expect(report.bytes > 0)
            #expect(try await test.metadata.read { try $0.corruptions() } == [])
        }
    }

    @Test(arguments: Damage.allCases)
    func damagedBlobIsFoundRecordedAndHealedByTheNextPush(_ kind: Damage) async throws {
        try await withRegistry(.disk) { test in
            let image = Image("one")
            try await test.push(image, as: "1.0")
            try await test.push(image, as: "1.0", in: "team/other")
            let digest = image.blobDigests[1]
            try damage(digest, kind, test)

            let report = try await test.registry.scrub(by: .ann)
            #expect(report.corrupt == [.init(digest: digest, repositories: [.app, "team/other"])])
            #expect(try await blobCode(digest, test) == .blobUnknown)
            #expect(try await corruptContent(test) == 1)
            let record = try #require(try await test.metadata.read { try $0.corruptions() }.first)
            #expect(record.digest == digest)
            #expect(record.noticedAt == test.clock.now)
            #expect(record.healedAt == nil)
            // It stays out of service after a restart, and a second scrub does not record it again.
            let restarted = try await test.reopened()
            #expect(try await blobCode(digest, restarted) == .blobUnknown)
            #expect(try await corruptContent(restarted) == 1)
            _ = try await test.registry.scrub(by: .ann)
            #expect(try await test.metadata.read { try $0.corruptions() } == [record])

            try test.advance(by: .hours(1))
            #expect(try await test.push(image, as: "1.0") == [])
            try await test.expectPulls(image)
            try await test.expectPulls(image, in: "team/other")
            #expect(try await corruptContent(test) == 0)
            #expect(try await test.metadata.read { try $0.corruptions() }.map(\.healedAt) == [test.clock.now])
            #expect(try await test.registry.scrub(by: .ann).corrupt == [])
        }
    }

    @Test(arguments: Damage.allCases)
    func damagedManifestIsNotServedEvenWithoutAScrub(_ kind: Damage) async throws {
        try await withRegistry(.disk) { test in
            let image = Image("one")
            try await test.push(image, as: "1.0")
            try damage(image.digest, kind, test)
            // A new process, which has nothing in memory.
            let restarted = try await test.reopened()
            #expect(try await restarted.pullRefusal(image.digest) == .manifestUnknown)
            #expect(
                try await refusal { _ = try await restarted.registry.manifest(.tag("1.0"), in: .app, by: .eve) }
                    == .manifestUnknown
            )
            #expect(try await corruptContent(restarted) == 1)
            #expect(try await restarted.push(image, as: "1.0") == [])
            try await restarted.expectPulls(image)
            #expect(try await restarted.meaning(of: "1.0") == image.digest)
            #expect(try await corruptContent(restarted) == 0)
        }
    }

    @Test(arguments: [Damage.truncated, .deleted])
    func blobOfTheWrongSizeIsNotServedEvenWithoutAScrub(_ kind: Damage) async throws {
        try await withRegistry(.disk) { test in
            let image = Image("one")
            try await test.push(image, as: "1.0")
            try damage(image.blobDigests[0], kind, test)
            #expect(try await blobCode(image.blobDigests[0], test) == .blobUnknown)
            #expect(try await corruptContent(test) == 1)
            #expect(try await test.push(image, as: "1.0") == [])
            try await test.expectPulls(image)
        }
    }

    @Test func manifestFoundDamagedIsNoLongerServedFromMemory() async throws {
        try await withRegistry(.disk) { test in
            let image = Image("one")
            try await test.push(image, as: "1.0")
            try await test.expectPulls(image)
            try damage(image.digest, .flippedByte, test)
            #expect(try await test.registry.scrub(by: .ann).corrupt.map(\.digest) == [image.digest])
            #expect(try await test.pullRefusal(image.digest) == .manifestUnknown)
        }
    }

    @Test func mountOfATruncatedBlobDoesNotOutliveItsHealing() async throws {
        try await withRegistry(.disk) { test in
            let bytes = ByteBuffer(string: "some content")
            try await test.upload(bytes)
            try damage(Digest(of: bytes), .truncated, test)
            _ = try await test.registry.mount(Digest(of: bytes), from: .app, to: "team/other", by: .ben)
            try await test.upload(bytes)
            try await test.upload(bytes, in: "team/other")
            for repository: RepositoryName in [.app, "team/other"] {
                let reader = try await test.registry.blob(Digest(of: bytes), in: repository, by: .eve)
                #expect(try await reader.read(at: 0, count: .max) == bytes)
            }
        }
    }

    @Test func damagedCompanionIsNoMeasureOfWhatIsKept() async throws {
        try await withRegistry(.disk) { test in
            let tag = try Tag("sha256-\(Image("subject").digest.hex).sig")
            let earlier = Image("s", layers: [.init(text: "layer", annotations: ["signature": "aaaaaaaa"])])
            try await test.push(earlier, as: tag)
            let text = String(buffer: earlier.bytes)
            let place = try #require(text.firstRange(of: "aaaaaaaa")).lowerBound
            // The bit that makes a `q` of an `a`.
            try test.files?.flipByte(at: text.utf8.distance(from: text.startIndex, to: place), of: earlier.digest)
            let forged = Image("s", layers: [.init(text: "layer", annotations: ["signature": "qaaaaaaa"])])
            #expect(try await test.push(forged, as: tag).map(\.reason) == [.held])
        }
    }

    @Test func contentPushedWhileItsDamageIsNoticedIsServed() async throws {
        try await withRegistry(.disk) { test in
            for round in 0..<25 {
                let image = Image("image \(round)")
                try await test.push(image, as: try Tag("v\(round)"))
                try damage(image.blobDigests[1], Damage.allCases[round % 3], test)
                async let report = test.registry.scrub(by: .ann)
                async let pushed: Void = test.upload(image.blobs[1])
                _ = try await (report, pushed)
                try await test.expectPulls(image)
                #expect(try await corruptContent(test) == 0)
                #expect(try await test.metadata.read { try $0.corruptions() }.allSatisfy { $0.healedAt != nil })
                #expect(try await corruptContent(test.reopened()) == 0)
            }
        }
    }

    /// The moment between "these bytes are damaged" and "take them out of service", in which sound ones arrive.
    @Test(arguments: 1...2)
    func contentPushedRightAfterItsDamageWasFoundStaysInService(_ finding: Int) async throws {
        try await withRegistry(.disk) { test in
            let image = Image("one")
            let digest = image.blobDigests[1]
            try await test.push(image, as: "1.0")
            try damage(digest, .flippedByte, test)
            let interruption = Tracked()
            let interrupted = try await TestRegistry(
                blobs: InterruptedBlobs(store: test.blobs) { try await interruption.run() },
                metadata: test.metadata,
                clock: test.clock,
                pool: test.pool,
                files: test.files,
                test.registry.policy
            )
            interruption.body = {
                guard interruption.runs == finding else { return }
                try await interrupted.upload(image.blobs[1])
                // The clock that dates files is a little behind the one that tells the time.
                try test.files?.date(to: test.clock.now.advanced(by: .milliseconds(-4)))
            }
            _ = try await interrupted.registry.scrub(by: .ann)
            #expect(interruption.runs == finding)
            try await interrupted.expectPulls(image)
            #expect(try await corruptContent(interrupted) == 0)
            #expect(try await interrupted.metadata.read { try $0.corruptions() }.allSatisfy { $0.healedAt != nil })
            #expect(try await interrupted.registry.scrub(by: .ann).corrupt == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func contentThatNobodyHasAnyMoreIsNoDamage(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            // As when a pull finds the bytes gone because the manifest was deleted while it looked.
            try await test.registry.quarantine(.absent)
            #expect(try await corruptContent(test) == 0)
            #expect(try await test.metadata.read { try $0.corruptions() } == [])
        }
    }
}
