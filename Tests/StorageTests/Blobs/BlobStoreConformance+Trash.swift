// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage
import Testing

extension BlobStoreConformance {
    @Test(arguments: BlobStoreKind.allCases)
    func discardedBlobIsOutOfServiceUntilRestored(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(100)
            let digest = Digest(of: bytes)
            try await store.put(bytes, as: digest)
            #expect(try await store.discard(digest, unlessWrittenSince: .farAhead))
            #expect(try await store.size(of: digest) == nil)
            #expect(try await store.reader(of: digest) == nil)
            #expect(try await store.verify(digest) == .missing)
            #expect(try await store.blobs().isEmpty)
            #expect(try await store.discard(digest, unlessWrittenSince: .farAhead) == false)

            #expect(try await store.restore(digest))
            #expect(try await store.bytes(of: digest) == bytes)
            #expect(try await store.emptyTrash(discardedBefore: .farAhead) == 0)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func blobWrittenSinceAMomentIsNotDiscarded(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let digest = Digest(of: content(100))
            try await store.put(content(100), as: digest)
            let writtenAt = try #require(try await store.listing(of: digest)).writtenAt
            #expect(try await store.discard(digest, unlessWrittenSince: .longAgo) == false)
            #expect(try await store.discard(digest, unlessWrittenSince: writtenAt) == false)
            #expect(try await store.size(of: digest) == 100)
            #expect(try await store.discard(digest, unlessWrittenSince: writtenAt.next))
            #expect(try await store.size(of: digest) == nil)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func restoringWhatIsInServiceIsFine(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let digest = Digest(of: content(100))
            try await store.put(content(100), as: digest)
            #expect(try await store.restore(digest))
            #expect(try await store.size(of: digest) == 100)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func emptyTrashDeletesOnlyWhatWasDiscardedBefore(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let digests = [100, 23].map { Digest(of: content($0)) }
            for (digest, size) in zip(digests, [100, 23]) {
                try await store.put(content(size), as: digest)
                #expect(try await store.discard(digest, unlessWrittenSince: .farAhead))
            }
            #expect(try await store.emptyTrash(discardedBefore: .longAgo) == 0)
            #expect(try await store.restore(digests[1]))
            #expect(try await store.emptyTrash(discardedBefore: .farAhead) == 100)
            #expect(try await store.restore(digests[0]) == false)
            #expect(try await store.size(of: digests[1]) == 23)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func theGracePeriodRunsFromTheDiscard(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let digest = Digest(of: content(100))
            try await store.put(content(100), as: digest)
            let writtenAt = try #require(try await store.listing(of: digest)).writtenAt
            #expect(try await store.discard(digest, unlessWrittenSince: .farAhead))
            #expect(try await store.emptyTrash(discardedBefore: writtenAt) == 0)
            #expect(try await store.restore(digest))
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func blobPushedAgainAfterItsDiscardOutlivesTheTrash(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(100)
            let digest = Digest(of: bytes)
            try await store.put(bytes, as: digest)
            #expect(try await store.discard(digest, unlessWrittenSince: .farAhead))
            let id = try await store.upload(bytes, to: app)
            _ = try await store.commitUpload(id, in: app, as: digest)
            _ = try await store.emptyTrash(discardedBefore: .farAhead)
            #expect(try await store.bytes(of: digest) == bytes)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func readerOutlivesTheBlob(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(300_000)
            let digest = Digest(of: bytes)
            try await store.put(bytes, as: digest)
            let reader = try #require(try await store.reader(of: digest))
            #expect(try await reader.read(at: 0, count: 1_000) == bytes.part(0..<1_000))
            #expect(try await store.discard(digest, unlessWrittenSince: .farAhead))
            #expect(try await reader.read(at: 1_000, count: 1_000) == bytes.part(1_000..<2_000))
            #expect(try await store.emptyTrash(discardedBefore: .farAhead) == 300_000)
            #expect(try await reader.read(at: 2_000, count: 298_000) == bytes.part(2_000..<300_000))
        }
    }
}
