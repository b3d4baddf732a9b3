// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import NIOCore
import OCIModel
import Storage
import Synchronization
import Testing

/// What the store on a file system does when the file system fails.
@Suite struct FileBlobStoreFailureTests {
    let app: RepositoryName

    init() throws {
        app = try RepositoryName("team/app")
    }

    private func withStore(_ body: (FileBlobStore, Directory) async throws -> Void) async throws {
        try await withTemporaryDirectory { path in
            try await withThreadPool { pool in
                let directory = Directory(root: path + "/data")
                try await body(try FileBlobStore(root: directory.root, pool: pool), directory)
            }
        }
    }

    @Test func nothingIsKeptThatFollowsAFailedWrite() async throws {
        try await withStore { store, directory in
            let bytes = content(4 << 20)
            let id = UploadID()
            try await store.startUpload(id, in: app, algorithm: .sha256)

            let away = directory.root + "-away"
            let rest = Mutex(bytes.pieces(of: [1 << 20])[...])
            let arriving = AsyncStream<ByteBuffer> {
                // The free space cannot be measured at a path that is gone, so the first write fails, it alone.
                rename(directory.root, away)
                return rest.withLock { $0.popFirst() }
            }
            await #expect(throws: StoreError.self) {
                _ = try await store.appendUpload(id, in: app, at: 0, arriving)
            }
            try #require(rename(away, directory.root) == 0)

            #expect(try await store.uploadOffset(id, in: app) == 0)
            #expect(try await store.appendUpload(id, in: app, at: 0, body(bytes)) == 4 << 20)
            #expect(try await store.commitUpload(id, in: app, as: Digest(of: bytes)) == 4 << 20)
        }
    }

    @Test func fullDiskRefusesAndTheUploadStands() async throws {
        try await withStore { store, directory in
            let id = try await store.upload(ByteBuffer(), to: app)
            let name = try #require(try directory.entries(of: "uploads").first)
            let path = directory.path("uploads/\(name)")
            try #require(unlink(path) == 0)
            try #require(symlink("/dev/full", path) == 0)
            await expect(.full) { try await store.appendUpload(id, in: app, at: 0, body(content(100))) }
            #expect(try await store.uploadOffset(id, in: app) == 0)
        }
    }

    @Test func failedCommitLeavesTheUploadAsItWas() async throws {
        try await withStore { store, directory in
            let bytes = content(100)
            let id = try await store.upload(bytes.part(0..<60), to: app)
            let (blobs, away) = (directory.path("blobs/sha256"), directory.path("away"))
            try #require(rename(blobs, away) == 0)
            await #expect(throws: StoreError.self) {
                _ = try await store.commitUpload(id, in: app, as: Digest(of: bytes.part(0..<60)))
            }
            try #require(rename(away, blobs) == 0)

            let name = try #require(try directory.entries(of: "uploads").first)
            #expect(try directory.mode(of: "uploads/\(name)") == 0o600)
            #expect(try await store.appendUpload(id, in: app, at: 60, body(bytes.part(60..<100))) == 100)
            #expect(try await store.commitUpload(id, in: app, as: Digest(of: bytes)) == 100)
        }
    }

    @Test func bytesThatWereNotHashedAreNeverCommitted() async throws {
        try await withStore { store, directory in
            let bytes = content(100)
            let id = try await store.upload(bytes, to: app)
            let name = try #require(try directory.entries(of: "uploads").first)
            try directory.append([1, 2, 3], to: "uploads/\(name)")
            await expect(.digestMismatch) { try await store.commitUpload(id, in: app, as: Digest(of: bytes)) }
            #expect(try await store.size(of: Digest(of: bytes)) == nil)
        }
    }
}
