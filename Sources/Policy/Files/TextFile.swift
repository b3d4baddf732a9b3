// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// Small files, read whole and replaced whole.
enum TextFile {
    /// Reads a regular file of at most `limit` bytes.
    static func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        // Without O_NONBLOCK the open of a FIFO would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        }
    }

    /// Tells whether users other than its owner may read a file.
    static func isShared(_ path: String) throws(FileFault) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .last }
        return status.st_mode & 0o044 != 0
    }

    /// Replaces a file in one step: temporary file beside it, sync, rename, sync of the directory.
    static func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        let target = resolved(path)
        let directory = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "./"
        let (descriptor, temporary) = try makeTemporary(in: directory)
        do throws(FileFault) {
            defer { close(descriptor) }
            try keepOwnerAndMode(of: target, on: descriptor)
            try write(bytes, to: descriptor)
            guard fsync(descriptor) == 0, rename(temporary, target) == 0 else { throw .last }
        } catch {
            unlink(temporary)
            throw error
        }
        try sync(directory: directory)
    }
}

extension TextFile {
    /// The file a symbolic link leads to, or the path itself where there is nothing yet.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func makeTemporary(in directory: String) throws(FileFault) -> (CInt, String) {
        let path = directory + ".holdfast-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        return (descriptor, path)
    }

    private static func keepOwnerAndMode(of path: String, on descriptor: CInt) throws(FileFault) {
        var old = stat()
        var new = stat()
        guard fstat(descriptor, &new) == 0 else { throw .last }
        guard stat(path, &old) == 0 else {
            guard errno == ENOENT else { throw .last }
            return
        }
        if old.st_uid != new.st_uid || old.st_gid != new.st_gid {
            guard fchown(descriptor, old.st_uid, old.st_gid) == 0 else { throw errno == EPERM ? .owner : .last }
        }
        guard fchmod(descriptor, old.st_mode & 0o777) == 0 else { throw .last }
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt) throws(FileFault) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last }
            written += count
        }
    }

    private static func sync(directory: String) throws(FileFault) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last }
    }
}
