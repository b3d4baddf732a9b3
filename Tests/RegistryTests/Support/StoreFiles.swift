// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import FoundationEssentials
import Glibc
import OCIModel
import Testing

/// A test's view of the files of a store on disk.
struct StoreFiles: Sendable {
    let root: String

    func blob(_ digest: Digest) -> String { "\(root)/blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }

    /// Dates to a moment what the system dated later, so that a test's clock, which lies in the past, counts for files.
    ///
    /// What was just written has a date in the far future until then, which is what protects it in a race.
    func date(to moment: Timestamp) throws {
        let time = timespec(tv_sec: Int(moment.seconds), tv_nsec: Int(moment.microseconds % 1_000_000) * 1_000)
        for directory in ["blobs/sha256", "blobs/sha512", "trash", "uploads"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(directory)") {
                let path = "\(root)/\(directory)/\(name)"
                let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
                let seconds = try #require(date).timeIntervalSince1970
                guard seconds > Double(moment.microseconds) / 1_000_000 else { continue }
                try #require(utimensat(AT_FDCWD, path, [time, time], 0) == 0)
            }
        }
    }

    func exists(_ digest: Digest) -> Bool { access(blob(digest), F_OK) == 0 }

    func trash() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: "\(root)/trash") }

    func uploads() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: "\(root)/uploads") }

    /// Takes the store's directory away for a while, so that nothing can be written.
    func whileAway(_ body: () async throws -> Void) async throws {
        try #require(rename(root, root + "-away") == 0)
        try await body()
        try #require(rename(root + "-away", root) == 0)
    }

    /// Changes one byte of a blob, as failing hardware would.
    func flipByte(at offset: Int = 0, of digest: Digest) throws {
        try #require(chmod(blob(digest), 0o600) == 0)
        let descriptor = open(blob(digest), O_RDWR)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var byte: UInt8 = 0
        try #require(pread(descriptor, &byte, 1, offset) == 1)
        byte ^= 0x10
        try #require(pwrite(descriptor, &byte, 1, offset) == 1)
    }

    func truncate(_ digest: Digest, to size: Int = 1) throws {
        try #require(chmod(blob(digest), 0o600) == 0)
        try #require(Glibc.truncate(blob(digest), size) == 0)
    }

    func delete(_ digest: Digest) throws {
        try #require(unlink(blob(digest)) == 0)
    }
}
