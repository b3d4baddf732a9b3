// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Glibc
import ImageDiff
import OCIModel
import Testing

@testable import Commands

@Suite struct TreeCheckTests {
    private func check(_ directory: borrowing Directory, _ expected: [FileTree.File]) throws -> TreeCheck {
        TreeCheck(
            directory: directory.path,
            digest: ImageConfig.emptyLayer,
            expected: FileTree(files: expected),
            found: try DirectoryTree(directory.path)
        )
    }

    private func folder(_ path: ByteString, owner: Int64) -> FileTree.File {
        let entry = FileEntry(kind: .directory, mode: 0o700, userID: owner, groupID: owner)
        return FileTree.File(path: path, entry: entry)
    }

    @Test func engineFilesAreExemptOnlyAsLongAsNothingInThemRuns() throws {
        let directory = try Directory()
        try directory.write("dev/console", "")
        try directory.write("etc/hosts", "127.0.0.1 localhost\n")
        chmod("\(directory.path)/etc/hosts", 0o644)
        let user = Int64(getuid())
        let expected = [folder("/dev", owner: user), folder("/etc", owner: user)]
        #expect(try check(directory, expected).differences == [])

        try directory.write("dev/backdoor", "#!/bin/sh\n")
        chmod("\(directory.path)/dev/backdoor", 0o4755)
        try directory.write("etc/mtab", "#!/bin/sh\n")
        chmod("\(directory.path)/etc/hosts", 0o755)
        let paths = try check(directory, expected).differences.map(\.path)
        #expect(paths == ["/dev/backdoor", "/etc/hosts", "/etc/mtab"])
    }

    @Test func ownersAreLeftOutOnlyIfAllAreMovedByOneNumber() throws {
        let directory = try Directory()
        try directory.write("a/b/c", "text")
        let user = Int64(getuid())
        let moved = [folder("/a", owner: user + 5), folder("/a/b", owner: user + 5)]
        #expect(try check(directory, moved).hasShiftedOwners)
        let mixed = [folder("/a", owner: user + 5), folder("/a/b", owner: user + 6)]
        #expect(try !check(directory, mixed).hasShiftedOwners)
        #expect(try check(directory, mixed).differences.map(\.path) == ["/a", "/a/b", "/a/b/c"])
    }

    @Test func hugeFileOfAnotherSizeIsADifferenceWithoutBeingRead() throws {
        let directory = try Directory()
        let path = try directory.write("hole", "")
        #expect(truncate(path, 1 << 42) == 0)
        #expect(try check(directory, []).differences.map(\.path) == ["/hole"])
    }
}
