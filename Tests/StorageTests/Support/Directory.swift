// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import FoundationEssentials
import Glibc
import NIOCore
import Testing

/// A test's view of the files below a directory.
struct Directory: Sendable {
    let root: String

    func path(_ name: String) -> String { root + "/" + name }

    func entries(of name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(name))
    }

    func write(_ bytes: ByteBuffer, to name: String) throws {
        try Data(bytes.readableBytesView).write(to: URL(filePath: path(name)))
    }

    func read(_ name: String) throws -> ByteBuffer {
        ByteBuffer(bytes: try Data(contentsOf: URL(filePath: path(name))))
    }

    /// The permissions of a file.
    func mode(of name: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path(name), &status) == 0)
        return status.st_mode & 0o777
    }

    /// Makes a file look as if it was last written at a moment.
    func date(_ name: String, seconds: Int) throws {
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        try #require(utimensat(AT_FDCWD, path(name), [time, time], 0) == 0)
    }

    /// Changes one byte of a file, as failing hardware would.
    func flipByte(at offset: Int, of name: String) throws {
        try #require(chmod(path(name), 0o600) == 0)
        let descriptor = open(path(name), O_RDWR)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var byte: UInt8 = 0
        try #require(pread(descriptor, &byte, 1, offset) == 1)
        byte ^= 0x10
        try #require(pwrite(descriptor, &byte, 1, offset) == 1)
    }

    /// Adds bytes at the end of a file.
    func append(_ bytes: [UInt8], to name: String) throws {
        let descriptor = open(path(name), O_WRONLY | O_APPEND)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }
}
