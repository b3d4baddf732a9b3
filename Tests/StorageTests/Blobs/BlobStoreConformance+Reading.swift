// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage
import Synchronization
import Testing

/// Reading uploads while they are written.
extension BlobStoreConformance {
    @Test(arguments: BlobStoreKind.allCases)
    func uploadIsReadAsFarAsItIsWritten(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(2_000_000)
            let id = try await store.upload(bytes.part(0..<700_000), to: app)
            let reader = try #require(try await store.uploadReader(id, in: app))
            #expect(try await reader.read(0..<700_000) == bytes.part(0..<700_000))
            #expect(try await reader.read(699_999..<700_000) == bytes.part(699_999..<700_000))
            #expect(try await reader.read(5..<5) == ByteBuffer())
            await expect(.corrupt) { try await reader.read(600_000..<700_001) }

            let rest = body(bytes.part(700_000..<2_000_000).pieces(of: [70_001]))
            _ = try await store.appendUpload(id, in: app, at: 700_000, rest)
            #expect(try await reader.read(600_000..<2_000_000) == bytes.part(600_000..<2_000_000))
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func readerOutlivesTheUpload(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(300_000)
            let ids = [try await store.upload(bytes, to: app), try await store.upload(bytes, to: app)]
            let readers = [
                try #require(try await store.uploadReader(ids[0], in: app)),
                try #require(try await store.uploadReader(ids[1], in: app)),
            ]
            _ = try await store.commitUpload(ids[0], in: app, as: Digest(of: bytes))
            #expect(try await store.cancelUpload(ids[1], in: app))
            for reader in readers { #expect(try await reader.read(0..<300_000) == bytes) }
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func whatIsToldToBeWrittenCanBeRead(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(3 << 20)
            let id = UploadID()
            try await store.startUpload(id, in: app, algorithm: .sha256)
            let reader = try #require(try await store.uploadReader(id, in: app))
            let offsets = Mutex<[Int64]>([])
            let told = AsyncStream<Int64>.makeStream()
            let checking = Task {
                var last: Int64 = 0
                for await offset in told.stream {
                    let found = try await reader.read(last..<offset)
                    #expect(found == bytes.part(Int(last)..<Int(offset)))
                    last = offset
                }
            }
            _ = try await store.appendUpload(id, in: app, at: 0, body(bytes.pieces(of: [60_001]))) { offset in
                offsets.withLock { $0.append(offset) }
                told.continuation.yield(offset)
            }
            told.continuation.finish()
            try await checking.value
            let last = offsets.withLock { $0.last }
            #expect(last == 3 << 20)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func whatTricklesInIsWrittenBeforeTheBodyEnds(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let piece = content(128 << 10)
            let id = UploadID()
            try await store.startUpload(id, in: app, algorithm: .sha256)
            let pieces = AsyncStream<ByteBuffer>.makeStream()
            let told = AsyncStream<Int64>.makeStream()
            async let appended = store.appendUpload(id, in: app, at: 0, pieces.stream) { offset in
                told.continuation.yield(offset)
            }
            var offsets = told.stream.makeAsyncIterator()
            // Each piece is only sent when the one before was written, so nothing may be waited for.
            for number in 1...8 as ClosedRange<Int64> {
                pieces.continuation.yield(piece)
                let offset = await offsets.next()
                #expect(offset == number * 128 << 10)
            }
            pieces.continuation.finish()
            #expect(try await appended == 1 << 20)
        }
    }

    @Test(arguments: BlobStoreKind.allCases, Digest.Algorithm.allCases)
    func digestOfAnUploadIsThatOfWhatItHas(kind: BlobStoreKind, algorithm: Digest.Algorithm) async throws {
        try await kind.withStore { store in
            let bytes = content(300_000)
            let id = try await store.upload(bytes.part(0..<100_000), to: app)
            for end in [100_000, 300_000] {
                if end > 100_000 {
                    _ = try await store.appendUpload(id, in: app, at: 100_000, body(bytes.part(100_000..<end)))
                }
                let digest = try await store.uploadDigest(id, in: app, algorithm: algorithm)
                #expect(digest == Digest(of: bytes.part(0..<end), algorithm: algorithm))
            }
            #expect(try await store.commitUpload(id, in: app, as: Digest(of: bytes)) == 300_000)
            await expect(.notFound) { try await store.uploadDigest(id, in: app, algorithm: algorithm) }
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func digestOfAnUploadThatIsWrittenToIsNotKnown(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let id = try await store.upload(content(100), to: app)
            let stalled = StalledBody()
            async let first = store.appendUpload(id, in: app, at: 100, stalled.bytes)
            await stalled.untilAsked()
            await expect(.busy) { try await store.uploadDigest(id, in: app, algorithm: .sha256) }
            stalled.end()
            #expect(try await first == 100)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func uploadIsReadInItsRepositoryAlone(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let id = try await store.upload(content(100), to: app)
            let foreign = try await store.uploadReader(id, in: other)
            #expect(foreign == nil)
            await expect(.notFound) { try await store.uploadDigest(id, in: other, algorithm: .sha256) }
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func passingUploadIsNotCountedAndBecomesABlob(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(100_000)
            let id = UploadID.passing()
            let named = UploadID(id.rawValue)
            #expect(named == nil)
            try await store.startUpload(id, in: app, algorithm: .sha256)
            _ = try await store.appendUpload(id, in: app, at: 0, body(bytes))
            #expect(try await store.openUploads() == 0)
            #expect(try await store.uploadOffset(id, in: app) == 100_000)
            #expect(try await store.commitUpload(id, in: app, as: Digest(of: bytes)) == 100_000)
            #expect(try await store.bytes(of: Digest(of: bytes)) == bytes)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func idlePassingUploadIsDiscarded(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let id = UploadID.passing()
            try await store.startUpload(id, in: app, algorithm: .sha256)
            #expect(try await store.discardUploads(idleSince: .farAhead) == 1)
            await expect(.notFound) { try await store.appendUpload(id, in: app, at: 0, body(content(1))) }
        }
    }
}
