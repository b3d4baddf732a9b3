// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// Files that the command line names.
enum ArgumentFile {
    /// Reads a file.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be read or has more bytes than the limit.
    static func read(_ path: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFailure(.usage, "\(path) cannot be opened", cause: .system(errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw CommandFailure(.usage, "\(path) cannot be read", cause: .system(errno))
            }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw CommandFailure(.usage, "\(path) has more than \(limit) bytes")
            }
        }
    }

    /// Tells whether a path leads to a directory.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Tells whether something is at a path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
