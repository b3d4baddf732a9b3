// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import NIOCore
import NIOPosix
import OCIModel
import Storage
import Testing

/// What only the store on a file system does.
@Suite struct FileBlobStoreTests {
    let app: RepositoryName

    init() throws {
        app = try RepositoryName("team/app")
    }

    /// Lends a store and its directory to a test.
    private func withStore(_ body: (FileBlobStore, Directory, NIOThreadPool) async throws -> Void) async throws {
        try await withTemporaryDirectory { path in
            try await withThreadPool { pool in
                let directory = Directory(root: path + "/data")
                try await body(try FileBlobStore(root: directory.root, pool: pool), directory, pool)
            }
        }
    }

    @Test(arguments: Digest.Algorithm.allCases, Digest.Algorithm.allCases)
    func restartResumesAnUpload(began: Digest.Algorithm, named: Digest.Algorithm) async throws {
        try await withStore { store, directory, pool in
            let bytes = content(2_000_000)
            let id = try await store.upload(bytes.part(0..<1_200_000), to: app, algorithm: began)

            let restarted = try FileBlobStore(root: directory.root, pool: pool)
            #expect(try await restarted.openUploads() == 1)
            #expect(try await restarted.uploadOffset(id, in: app) == 1_200_000)
            let rest = body(bytes.part(1_200_000..<2_000_000))
            #expect(try await restarted.appendUpload(id, in: app, at: 1_200_000, rest) == 2_000_000)
            let digest = Digest(of: bytes, algorithm: named)
            #expect(try await restarted.commitUpload(id, in: app, as: digest) == 2_000_000)
            #expect(try await restarted.bytes(of: digest) == bytes)
        }
    }

    @Test func restartKeepsBlobsAndTrash() async throws {
        try await withStore { store, directory, pool in
            let (kept, discarded) = (content(100), content(50))
            try await store.put(kept, as: Digest(of: kept))
            try await store.put(discarded, as: Digest(of: discarded))
            #expect(try await store.discard(Digest(of: discarded), unlessWrittenSince: .farAhead))

            let restarted = try FileBlobStore(root: directory.root, pool: pool)
            #expect(try await restarted.bytes(of: Digest(of: kept)) == kept)
            #expect(try await restarted.size(of: Digest(of: discarded)) == nil)
            #expect(try await restarted.restore(Digest(of: discarded)))
            #expect(try await restarted.bytes(of: Digest(of: discarded)) == discarded)
        }
    }

    @Test func startRemovesWhatUnfinishedWritesLeft() async throws {
        try await withStore { store, directory, pool in
            _ = try await store.upload(content(100), to: app)
            try directory.write(content(10), to: "uploads/put-\(UploadID())")
            try await store.startUpload(.passing(), in: app, algorithm: .sha256)
            #expect(try directory.entries(of: "uploads").count == 3)
            #expect(try await store.openUploads() == 1)

            let restarted = try FileBlobStore(root: directory.root, pool: pool)
            #expect(try await restarted.openUploads() == 1)
            let names = try directory.entries(of: "uploads")
            #expect(names.count == 1)
            #expect(names.allSatisfy { !$0.hasPrefix("put-") })
        }
    }

    @Test func blobsAreReadOnlyFilesAndNothingElseStays() async throws {
        try await withStore { store, directory, _ in
            let (put, uploaded) = (content(100), content(1_000_000))
            try await store.put(put, as: Digest(of: put, algorithm: .sha512))
            let id = try await store.upload(uploaded, to: app)
            _ = try await store.commitUpload(id, in: app, as: Digest(of: uploaded))
            await expect(.digestMismatch) { try await store.put(put, as: Digest(of: uploaded)) }
            let wrong = try await store.upload(put, to: app)
            await expect(.digestMismatch) { try await store.commitUpload(wrong, in: app, as: Digest(of: uploaded)) }

            let digest = Digest(of: uploaded)
            #expect(try directory.entries(of: "uploads") == [])
            #expect(try directory.entries(of: "trash") == [])
            #expect(try directory.entries(of: "blobs/sha256") == [digest.hex])
            #expect(try directory.mode(of: "blobs/sha256/\(digest.hex)") == 0o444)
            #expect(try directory.mode(of: "blobs/sha512/\(Digest(of: put, algorithm: .sha512).hex)") == 0o444)
        }
    }

    @Test func verifyFindsAFlippedByte() async throws {
        try await withStore { store, directory, _ in
            let digest = Digest(of: content(2_000_000))
            try await store.put(content(2_000_000), as: digest)
            try directory.flipByte(at: 1_999_999, of: "blobs/sha256/\(digest.hex)")
            #expect(try await store.verify(digest) == .corrupt(size: 2_000_000))
            try directory.flipByte(at: 1_999_999, of: "blobs/sha256/\(digest.hex)")
            #expect(try await store.verify(digest) == .sound(size: 2_000_000))
        }
    }

    @Test(arguments: ["put", "upload"])
    func pushingAgainHealsARottenBlob(way: String) async throws {
        try await withStore { store, directory, _ in
            let bytes = content(10_000)
            let digest = Digest(of: bytes)
            try await store.put(bytes, as: digest)
            try directory.flipByte(at: 5_000, of: "blobs/sha256/\(digest.hex)")
            #expect(try await store.verify(digest) == .corrupt(size: 10_000))
            if way == "put" {
                try await store.put(bytes, as: digest)
            } else {
                let id = try await store.upload(bytes, to: app)
                #expect(try await store.commitUpload(id, in: app, as: digest) == 10_000)
            }
            #expect(try await store.verify(digest) == .sound(size: 10_000))
            #expect(try await store.bytes(of: digest) == bytes)
        }
    }

    @Test(arguments: ["put", "upload"])
    func pushingAgainProtectsAnOldBlobFromDiscard(way: String) async throws {
        try await withStore { store, directory, _ in
            let bytes = content(100)
            let digest = Digest(of: bytes)
            try await store.put(bytes, as: digest)
            try directory.date("blobs/sha256/\(digest.hex)", seconds: 1_000)
            let old = try #require(try await store.listing(of: digest)).writtenAt
            #expect(old == Timestamp(microseconds: 1_000_000_000))
            if way == "put" {
                try await store.put(bytes, as: digest)
            } else {
                let id = try await store.upload(bytes, to: app)
                // The commit counts, not the last write.
                for name in try directory.entries(of: "uploads") {
                    try directory.date("uploads/" + name, seconds: 1_000)
                }
                _ = try await store.commitUpload(id, in: app, as: digest)
            }
            #expect(try await store.discard(digest, unlessWrittenSince: old.next) == false)
            #expect(try await store.size(of: digest) == 100)
        }
    }

    @Test func filesThatAreNoDigestAreNotListed() async throws {
        try await withStore { store, directory, _ in
            try directory.write(content(10), to: "blobs/sha256/README")
            #expect(try await store.blobs().isEmpty)
        }
    }

    @Test func readingATruncatedBlobIsCorruption() async throws {
        try await withStore { store, directory, _ in
            let digest = Digest(of: content(1_000))
            try await store.put(content(1_000), as: digest)
            let reader = try #require(try await store.reader(of: digest))
            #expect(truncate(directory.path("blobs/sha256/\(digest.hex)"), 500) == 0)
            #expect(try await reader.read(at: 0, count: 500) == content(1_000).part(0..<500))
            await expect(.corrupt) { try await reader.read(at: 0, count: 1_000) }
            #expect(try await store.verify(digest) == .corrupt(size: 500))
        }
    }
}
