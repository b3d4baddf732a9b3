// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Glibc
import Testing

/// A directory of one test's own, in which the system's tar works.
final class TarProgram {
    let path: String

    init() throws {
        let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(root)/holdfast-tar-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        path = String(cString: made)
    }

    deinit {
        _ = Self.status("/bin/rm", ["-rf", path])
    }

    /// Runs tar in the directory.
    func run(_ arguments: [String]) throws {
        let status = Self.status("/usr/bin/env", ["--chdir=\(path)", "tar"] + arguments)
        try #require(status == 0, "tar \(arguments)")
    }

    func write(_ bytes: [UInt8], to name: String, at offset: Int = 0) throws {
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT, 0o644)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count)
    }

    func read(_ name: String) throws -> [UInt8] {
        let descriptor = open("\(path)/\(name)", O_RDONLY)
        try #require(descriptor >= 0, "\(name)")
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            try #require(count >= 0)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    func look(at name: String) throws -> stat {
        var status = stat()
        try #require(lstat("\(path)/\(name)", &status) == 0, "\(name)")
        return status
    }

    private static func status(_ program: String, _ arguments: [String]) -> Int32 {
        let texts = ([program] + arguments).map { strdup($0) }
        defer { for text in texts { free(text) } }
        var identifier: pid_t = 0
        guard posix_spawn(&identifier, program, nil, nil, texts + [nil], environ) == 0 else { return -1 }
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 {
            guard errno == EINTR else { return -1 }
        }
        return status
    }
}
