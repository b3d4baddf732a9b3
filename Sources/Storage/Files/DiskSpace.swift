// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Glibc

/// The room left on the file system that holds a directory.
struct DiskSpace: Sendable {
    private let path: String
    /// Bytes kept free so that decisions, deletes and clean-up still work when uploads have filled the disk.
    private let reserve: Int64

    init(path: String) throws {
        self.path = path
        let (_, total) = try Self.measure(path)
        self.reserve = min(64 << 20, total / 50)
    }

    /// Throws `full` when less than the reserve and `needed` bytes more are free.
    func require(_ needed: Int64 = 0) throws {
        let (available, _) = try Self.measure(path)
        guard available >= reserve + needed else {
            throw StoreError(
                .full,
                "the registry's disk is full (\(available >> 20) MiB left at \(path)); "
                    + "nothing was stored; free space or run holdfast gc, then push again"
            )
        }
    }

    private static func measure(_ path: String) throws -> (available: Int64, total: Int64) {
        var status = statvfs()
        try SystemCall.check(statvfs(path, &status), "measure the free space of", path)
        return (Int64(status.f_bavail) * Int64(status.f_frsize), Int64(status.f_blocks) * Int64(status.f_frsize))
    }
}
