// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Glibc

/// Wrappers over POSIX calls that turn `errno` into a ``StoreError`` naming the operation and the path.
enum SystemCall {
    @discardableResult
    static func check(_ result: CInt, _ operation: String, _ path: String) throws -> CInt {
        guard result >= 0 else { throw error(operation, path) }
        return result
    }

    static func error(_ operation: String, _ path: String, number: CInt = errno) -> StoreError {
        let words = String(cString: strerror(number))
        switch number {
        case ENOSPC, EDQUOT, EFBIG:
            return StoreError(.full, "cannot \(operation) \(path): \(words); free space on the disk and try again")
        case EIO:
            return StoreError(.corrupt, "cannot \(operation) \(path): \(words)")
        case ENOENT:
            return StoreError(.notFound, "cannot \(operation) \(path): \(words)")
        default:
            return StoreError(.failure, "cannot \(operation) \(path): \(words)")
        }
    }

    static func open(_ path: String, _ flags: CInt, mode: mode_t = 0o600) throws -> CInt {
        try check(Glibc.open(path, flags | O_CLOEXEC, mode), "open", path)
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt, path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw error("write", path)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    /// Makes a directory if it does not exist, and its entry in the one above durable.
    static func makeDirectory(_ path: String) throws {
        if mkdir(path, 0o700) != 0 {
            guard errno == EEXIST else { throw error("create the directory", path) }
            return
        }
        let parent = path.lastIndex(of: "/").map { path[..<$0] }
        try syncDirectory(parent.map { $0.isEmpty ? "/" : String($0) } ?? ".")
    }

    static func syncDirectory(_ path: String) throws {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY)
        defer { close(descriptor) }
        try check(fsync(descriptor), "sync the directory", path)
    }

    static func entries(of path: String) throws -> [String] {
        guard let directory = opendir(path) else { throw error("list", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    static func status(_ path: String) throws -> stat? {
        var status = stat()
        if stat(path, &status) == 0 { return status }
        guard errno == ENOENT else { throw error("examine", path) }
        return nil
    }
}
