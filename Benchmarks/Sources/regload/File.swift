// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file open for reading, closed with its last reference.
final class File {
    let descriptor: Int32
    let length: Int

    init(_ path: String) throws(LoadError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LoadError.system("open \(path)") }
        length = Int(lseek(descriptor, 0, SEEK_END))
    }

    deinit {
        close(descriptor)
    }

    /// The whole content; for small files.
    func bytes() throws(LoadError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: length)
        guard pread(descriptor, &bytes, length, 0) == length else { throw LoadError.system("read") }
        return bytes
    }
}
