// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Testing

@testable import OCIClient

@Suite struct ArchiveTargetTests {
    @Test(arguments: ["directory", "fifo", "link"])
    func refusesATargetThatIsNoFile(_ kind: String) async throws {
        let directory = try Directory()
        let target = "\(directory.path)/target"
        try directory.write("elsewhere", "mine")
        switch kind {
        case "directory": #expect(mkdir(target, 0o700) == 0)
        case "fifo": #expect(mkfifo(target, 0o600) == 0)
        default: #expect(symlink("elsewhere", target) == 0)
        }
        let before = directory.files(below: "")
        let error = await #expect(throws: ClientError.self) {
            _ = try await OCIArchiveDestination.open(archive: target)
        }
        #expect(error?.code == .file)
        #expect(error?.message.contains(target) == true)
        await #expect(throws: ClientError.self) { _ = try await DockerArchiveDestination.open(archive: target) }
        #expect(directory.files(below: "") == before)
    }

    @Test func doesNotReplaceWhatTookTheNameMeanwhile() async throws {
        let directory = try Directory()
        let target = "\(directory.path)/target"
        let archive = try ArchiveDraft(path: target)
        #expect(mkfifo(target, 0o600) == 0)
        #expect(throws: ClientError.self) { try archive.publish() }
        #expect(try LocalDirectory.kind(of: target) == S_IFIFO)
    }

    @Test func namesTheTargetWhoseDirectoryIsMissing() async throws {
        let directory = try Directory()
        let target = "\(directory.path)/missing/target.tar"
        let error = await #expect(throws: ClientError.self) {
            _ = try await OCIArchiveDestination.open(archive: target)
        }
        #expect(error?.message.contains(target) == true)
        #expect(error?.message.contains(FileDraft.prefix) == false)
    }

    @Test func removesWhatAnInterruptedCopyLeftBesideIt() async throws {
        let directory = try Directory()
        let target = "\(directory.path)/target.tar"
        try directory.write("\(FileDraft.prefix)abandoned", "half an archive")
        try directory.write(".holdfast-other", "mine")
        let running = try ArchiveDraft(path: "\(directory.path)/another.tar")
        let archive = try await OCIArchiveDestination.open(archive: target)
        let drafts = directory.files(below: "").filter { $0.contains(FileDraft.prefix) }
        #expect(drafts.count == 2)
        #expect(!drafts.contains { $0.hasSuffix("abandoned") })
        #expect(directory.files(below: "").contains { $0.hasSuffix(".holdfast-other") })
        try await archive.close()
        try running.publish()
        #expect(directory.files(below: "").contains { $0.hasSuffix("another.tar") })
    }

    @Test func writesToADirectoryThatCannotBeListed() async throws {
        let directory = try Directory()
        try directory.write("inner/x", "")
        let inner = "\(directory.path)/inner"
        #expect(chmod(inner, 0o300) == 0)
        let archive = try await OCIArchiveDestination.open(archive: "\(inner)/target.tar")
        try await archive.close()
        #expect(chmod(inner, 0o700) == 0)
    }
}
