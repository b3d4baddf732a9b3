// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A small file system in memory, for as long as a body takes.
///
/// Only root may have one.
enum MemoryDisk {
    static func mount(megabytes: Int, _ body: (String) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.directory("disk")
        try await Shell.succeed("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path])
        do {
            try await body(path)
        } catch {
            try await Shell.succeed("umount", ["--lazy", path])
            throw error
        }
        try await Shell.succeed("umount", ["--lazy", path])
    }
}
