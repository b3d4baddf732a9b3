// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage
import Testing

/// What every ``BlobStore`` does.
@Suite struct BlobStoreConformance {
    let app: RepositoryName
    let other: RepositoryName

    init() throws {
        app = try RepositoryName("team/app")
        other = try RepositoryName("team/other")
    }

    @Test(arguments: BlobStoreKind.allCases, Digest.Algorithm.allCases)
    func storesBytesUnderTheirDigest(kind: BlobStoreKind, algorithm: Digest.Algorithm) async throws {
        try await kind.withStore { store in
            let bytes = content(10_000)
            let digest = Digest(of: bytes, algorithm: algorithm)
            try await store.put(bytes, as: digest)
            #expect(try await store.size(of: digest) == 10_000)
            #expect(try await store.bytes(of: digest) == bytes)
            #expect(try await store.verify(digest) == .sound(size: 10_000))
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func lacksWhatWasNeverStored(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let digest = Digest(of: content(1))
            let size = try await store.size(of: digest)
            #expect(size == nil)
            #expect(try await store.reader(of: digest) == nil)
            #expect(try await store.bytes(of: digest) == nil)
            #expect(try await store.verify(digest) == .missing)
            #expect(try await store.discard(digest, unlessWrittenSince: .farAhead) == false)
            #expect(try await store.restore(digest) == false)
            #expect(try await store.emptyTrash(discardedBefore: .farAhead) == 0)
            #expect(try await store.blobs().isEmpty)
        }
    }

    @Test(arguments: BlobStoreKind.allCases, Digest.Algorithm.allCases)
    func bytesThatDoNotHashToTheDigestAreNotStored(kind: BlobStoreKind, algorithm: Digest.Algorithm) async throws {
        try await kind.withStore { store in
            let digest = Digest(of: content(100), algorithm: algorithm)
            await expect(.digestMismatch) { try await store.put(content(101), as: digest) }
            let size = try await store.size(of: digest)
            #expect(size == nil)
            #expect(try await store.blobs().isEmpty)
            #expect(try await store.openUploads() == 0)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func putTakesTheReadableBytesAlone(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            var bytes = content(100)
            bytes.moveReaderIndex(forwardBy: 40)
            let digest = Digest(of: bytes)
            try await store.put(bytes, as: digest)
            #expect(try await store.size(of: digest) == 60)
            #expect(try await store.bytes(of: digest) == bytes)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func emptyBlobIsABlob(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let digest = Digest(of: ByteBuffer())
            try await store.put(ByteBuffer(), as: digest)
            #expect(try await store.size(of: digest) == 0)
            #expect(try await store.bytes(of: digest) == ByteBuffer())
            #expect(try await store.verify(digest) == .sound(size: 0))
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func storingAgainChangesNothingToRead(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(100)
            let digest = Digest(of: bytes)
            try await store.put(bytes, as: digest)
            let first = try #require(try await store.listing(of: digest))
            try await store.put(bytes, as: digest)
            let second = try #require(try await store.listing(of: digest))
            #expect(second.writtenAt >= first.writtenAt)
            #expect(try await store.blobs().count == 1)
            #expect(try await store.bytes(of: digest) == bytes)
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func readsRangesAndFewerBytesOnlyAtTheEnd(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(1_000)
            let digest = Digest(of: bytes)
            try await store.put(bytes, as: digest)
            let reader = try #require(try await store.reader(of: digest))
            #expect(reader.size == 1_000)
            #expect(try await reader.read(at: 0, count: 1) == bytes.part(0..<1))
            #expect(try await reader.read(at: 17, count: 300) == bytes.part(17..<317))
            #expect(try await reader.read(at: 990, count: 300) == bytes.part(990..<1_000))
            #expect(try await reader.read(at: 1_000, count: 1) == ByteBuffer())
            #expect(try await reader.read(at: 5_000, count: 1) == ByteBuffer())
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func readingWholeIsBounded(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            let bytes = content(1_000)
            let digest = Digest(of: bytes)
            try await store.put(bytes, as: digest)
            #expect(try await store.bytes(of: digest, limit: 1_000) == bytes)
            await expect(.tooLarge) { try await store.bytes(of: digest, limit: 999) }
        }
    }

    @Test(arguments: BlobStoreKind.allCases)
    func listsBlobsWithTheirSizes(kind: BlobStoreKind) async throws {
        try await kind.withStore { store in
            var sizes: [Digest: Int64] = [:]
            for size in [0, 1, 5_000] {
                for algorithm in Digest.Algorithm.allCases {
                    let digest = Digest(of: content(size), algorithm: algorithm)
                    try await store.put(content(size), as: digest)
                    sizes[digest] = Int64(size)
                }
            }
            let listed = try await store.blobs().map { ($0.digest, $0.size) }
            #expect(Dictionary(uniqueKeysWithValues: listed) == sizes)
        }
    }
}
