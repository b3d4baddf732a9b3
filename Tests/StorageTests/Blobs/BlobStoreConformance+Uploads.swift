// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage
import Testing

extension BlobStoreConformance {
    @Test(arguments: BlobStoreKind.allCases)
    func uploadInOddPiecesBecomesABlob(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(3 << 20)
            let digest = Digest(of: bytes)
            let id = UploadID()
            try await store.startUpload(id, in: app, algorithm: .sha256)
            #expect(try await store.uploadOffset(id, in: app) == 0)
            var offset: Int64 = 0
            for (index, chunk) in bytes.pieces(of: [1, 524_287, 700_001, 99_999, 1_048_577]).enumerated() {
                let start = index.isMultiple(of: 2) ? offset : nil
                offset = try await store.appendUpload(
                    id,
                    in: app,
                    at: start,
                    body(chunk.pieces(of: [7, 4_097, 65_537]))
                )
                #expect(try await store.uploadOffset(id, in: app) == offset)
                #expect(try await store.size(of: digest) == nil)
            }
            #expect(offset == 3 << 20)
            #expect(try await store.commitUpload(id, in: app, as: digest) == 3 << 20)
            #expect(try await store.bytes(of: digest) == bytes)
            #expect(try await store.verify(digest) == .sound(size: 3 << 20))
        }
    }

    @Test(
        arguments: BlobStoreKind.allCases,
        Digest.Algorithm.allCases.flatMap { start in Digest.Algorithm.allCases.map { [start, $0] } }
    )
    func contentIsNamedByAnyAlgorithmWhateverTheUploadBeganWith(
        kind: BlobStoreKind,
        algorithms: [Digest.Algorithm]
    ) async throws {
        try await kind.withStore { store in
            let bytes = content(1_500_000)
            let digest = Digest(of: bytes, algorithm: algorithms[1])
            let id = try await store.upload(bytes, to: app, algorithm: algorithms[0])
            #expect(try await store.commitUpload(id, in: app, as: digest) == 1_500_000)
            #expect(try await store.bytes(of: digest) == bytes)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func uploadWithoutBytesIsTheEmptyBlob(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let id = UploadID()
            try await store.startUpload(id, in: app, algorithm: .sha256)
            #expect(try await store.appendUpload(id, in: app, at: nil, body([])) == 0)
            #expect(try await store.commitUpload(id, in: app, as: Digest(of: ByteBuffer())) == 0)
            #expect(try await store.size(of: Digest(of: ByteBuffer())) == 0)
        }
    }

    @Test(arguments: BlobStoreKind.allCases, Digest.Algorithm.allCases)
    func commitAsAnotherDigestLeavesNothing(kind: BlobStoreKind, algorithm: Digest.Algorithm) async throws {
        try await kind.withStore { store in
            let claimed = Digest(of: content(100), algorithm: algorithm)
            let id = try await store.upload(content(101), to: app)
            await expect(.digestMismatch) { try await store.commitUpload(id, in: app, as: claimed) }
            #expect(try await store.size(of: claimed) == nil)
            #expect(try await store.blobs().isEmpty)
            #expect(try await store.uploadOffset(id, in: app) == nil)
            #expect(try await store.openUploads() == 0)
            await expect(.notFound) { try await store.commitUpload(id, in: app, as: Digest(of: content(101))) }
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func committedUploadIsGone(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let digest = Digest(of: content(100))
            let id = try await store.upload(content(100), to: app)
            _ = try await store.commitUpload(id, in: app, as: digest)
            #expect(try await store.uploadOffset(id, in: app) == nil)
            #expect(try await store.openUploads() == 0)
            await expect(.notFound) { try await store.commitUpload(id, in: app, as: digest) }
            await expect(.notFound) { try await store.appendUpload(id, in: app, at: nil, body(content(1))) }
            #expect(try await store.cancelUpload(id, in: app) == false)
        }
    }

    @Test(arguments: BlobStoreKind.allCases, [0, 99, 101, .max] as [Int64])
    func chunkThatStartsElsewhereIsRefused(kind: BlobStoreKind, start: Int64) async throws {
        try await kind.withStore { store in
            let bytes = content(200)
            let id = try await store.upload(bytes.part(0..<100), to: app)
            await expect(.outOfOrder) {
                try await store.appendUpload(id, in: app, at: start, body(content(50, seed: 2)))
            }
            #expect(try await store.uploadOffset(id, in: app) == 100)
            #expect(try await store.appendUpload(id, in: app, at: 100, body(bytes.part(100..<200))) == 200)
            #expect(try await store.commitUpload(id, in: app, as: Digest(of: bytes)) == 200)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func uploadHasOneWriterAtATime(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(200)
            let id = try await store.upload(bytes.part(0..<100), to: app)
            let stalled = StalledBody()
            async let first = store.appendUpload(id, in: app, at: 100, stalled.bytes)
            await stalled.untilAsked()
            await expect(.busy) { try await store.appendUpload(id, in: app, at: 100, body(content(1))) }
            await expect(.busy) { try await store.commitUpload(id, in: app, as: Digest(of: bytes.part(0..<100))) }
            stalled.end()
            #expect(try await first == 100)
            #expect(try await store.appendUpload(id, in: app, at: 100, body(bytes.part(100..<200))) == 200)
            #expect(try await store.commitUpload(id, in: app, as: Digest(of: bytes)) == 200)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func uploadCancelledWhileItIsWrittenToIsGone(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let id = try await store.upload(content(100), to: app)
            let stalled = StalledBody()
            async let first = store.appendUpload(id, in: app, at: 100, stalled.bytes)
            await stalled.untilAsked()
            #expect(try await store.cancelUpload(id, in: app))
            stalled.end()
            _ = try await first
            #expect(try await store.uploadOffset(id, in: app) == nil)
            await expect(.notFound) { try await store.commitUpload(id, in: app, as: Digest(of: content(100))) }
        }
    }

    @Test(arguments: BlobStoreKind.allCases, [10, 2_000_000])
    func whatArrivedBeforeABodyBrokeOffStays(kind: BlobStoreKind, received: Int) async throws {
        try await kind.withStore { store in
            let bytes = content(2_500_000)
            let id = UploadID()
            try await store.startUpload(id, in: app, algorithm: .sha256)
            await #expect(throws: Fault.onPurpose) {
                let pieces = bytes.part(0..<received).pieces(of: [60_000])
                _ = try await store.appendUpload(id, in: app, at: 0, brokenBody(pieces))
            }
            #expect(try await store.uploadOffset(id, in: app) == Int64(received))
            let rest = body(bytes.part(received..<2_500_000))
            #expect(try await store.appendUpload(id, in: app, at: Int64(received), rest) == 2_500_000)
            #expect(try await store.commitUpload(id, in: app, as: Digest(of: bytes)) == 2_500_000)
            #expect(try await store.bytes(of: Digest(of: bytes)) == bytes)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func uploadBelongsToItsRepository(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let digest = Digest(of: content(100))
            let id = try await store.upload(content(100), to: app)
            #expect(try await store.uploadOffset(id, in: other) == nil)
            await expect(.notFound) { try await store.appendUpload(id, in: other, at: 100, body(content(1))) }
            await expect(.notFound) { try await store.commitUpload(id, in: other, as: digest) }
            #expect(try await store.cancelUpload(id, in: other) == false)
            #expect(try await store.commitUpload(id, in: app, as: digest) == 100)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func unknownUploadIsNotFound(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let id = UploadID()
            let offset = try await store.uploadOffset(id, in: app)
            #expect(offset == nil)
            #expect(try await store.cancelUpload(id, in: app) == false)
            await expect(.notFound) { try await store.appendUpload(id, in: app, at: nil, body(content(1))) }
            await expect(.notFound) { try await store.commitUpload(id, in: app, as: Digest(of: content(1))) }
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func cancelledUploadIsGone(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let id = try await store.upload(content(100), to: app)
            let kept = try await store.upload(content(50), to: app)
            #expect(try await store.openUploads() == 2)
            #expect(try await store.cancelUpload(id, in: app))
            #expect(try await store.uploadOffset(id, in: app) == nil)
            #expect(try await store.uploadOffset(kept, in: app) == 50)
            #expect(try await store.openUploads() == 1)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func onlyIdleUploadsAreDiscarded(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let ids = [try await store.upload(content(100), to: app), try await store.upload(content(50), to: other)]
            #expect(try await store.discardUploads(idleSince: .longAgo) == 0)
            #expect(try await store.openUploads() == 2)
            #expect(try await store.discardUploads(idleSince: .farAhead) == 2)
            #expect(try await store.openUploads() == 0)
            #expect(try await store.uploadOffset(ids[0], in: app) == nil)
            await expect(.notFound) { try await store.appendUpload(ids[1], in: other, at: 50, body(content(1))) }
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func uploadsAtTheSameTimeDoNotMix(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for seed in 1...20 as ClosedRange<UInt64> {
                    group.addTask { [app] in
                        // Two uploads of each content, so that pairs commit the same digest.
                        let bytes = content(700_000, seed: seed / 2 + 1)
                        let id = UploadID()
                        try await store.startUpload(id, in: app, algorithm: .sha256)
                        _ = try await store.appendUpload(id, in: app, at: nil, body(bytes.pieces(of: [70_001])))
                        _ = try await store.commitUpload(id, in: app, as: Digest(of: bytes))
                    }
                }
                try await group.waitForAll()
            }
            let blobs = try await store.blobs()
            #expect(blobs.count == 11)
            for blob in blobs { #expect(try await store.verify(blob.digest) == .sound(size: 700_000)) }
            #expect(try await store.openUploads() == 0)
        }
    }
}
