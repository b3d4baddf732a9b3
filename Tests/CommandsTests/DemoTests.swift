// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Glibc
import OCIModel
import Policy
import Registry
import Storage
import Testing

@testable import Commands

@Suite struct DemoTests {
    private static let end = Timestamp(microseconds: 1_800_000_000_000_000)

    /// The stores of a demo, and what it ends with.
    private func tell(until end: Timestamp = end) async throws -> (MemoryBlobStore, MemoryMetadataStore, Int64) {
        let blobs = MemoryBlobStore(now: { end })
        let metadata = MemoryMetadataStore()
        let ending = try await DemoStory.tell(blobs: blobs, metadata: metadata, until: end)
        return (blobs, metadata, ending.forgery)
    }

    private func holds(_ metadata: MemoryMetadataStore) async throws -> [HoldRecord] {
        try await metadata.read { store in
            try store.holds(in: nil, tag: nil, states: Set(HoldRecord.State.allCases), before: nil, limit: 100)
        }
    }

    @Test func endsWithFourChangesToDecideAndTwoThatWereDecided() async throws {
        let (_, metadata, forgery) = try await tell()
        let all = try await holds(metadata)
        let open = all.filter { $0.state == .open }.map { "\($0.repository):\($0.tag) by \($0.offeredBy)" }
        #expect(
            open.sorted() == [
                "library/debian:12 by mirror", "team/report:1.4 by ci", "team/tool:2.1.20 by mallory",
                "team/tool:latest by mallory",
            ]
        )
        #expect(Set(all.filter { $0.state != .open }.map(\.state)) == [.approved, .rejected])
        #expect(all.first { $0.id == forgery }.map { "\($0.repository):\($0.tag)" } == "team/tool:2.1.20")
    }

    @Test func buildsTheSameImagesEveryTime() async throws {
        let (_, first, _) = try await tell()
        let (_, second, _) = try await tell(until: Self.end.advanced(by: .seconds(86_400)))
        #expect(try await holds(first).map(\.to) == holds(second).map(\.to))
        #expect(DemoTool.forged.manifest == DemoTool.forged.manifest)
    }

    @Test func isSmall() {
        let images = [
            DemoDebian.first.image, DemoDebian.refreshed.image, DemoTool.earlier, DemoTool.release, DemoTool.forged,
            DemoDependents.report, DemoDependents.reportBuiltAgain, DemoDependents.site,
        ]
        #expect(Set(images.flatMap(\.blobs)).reduce(0) { $0 + $1.count } < 1_000_000)
    }

    @Test func tellsNothingOfTheFuture() async throws {
        let (_, metadata, _) = try await tell()
        let moments = try await holds(metadata).flatMap { [$0.offeredAt, $0.decidedAt].compactMap(\.self) }
        #expect(moments.allSatisfy { $0 <= Self.end })
    }

    @Test func programsHaveTheHeaderOfPrograms() {
        let program = DemoFile.program("usr/bin/tool", build: "1", size: 4_096)
        #expect(program.content.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]))
        #expect(program.content.count >= 4_096 && program.content.count < 4_200)
        #expect(program.content != DemoFile.program("usr/bin/tool", build: "2", size: 4_096).content)
    }

    @Test func refusesADirectoryWithARegistry() async throws {
        let directory = try Directory()
        let file = try directory.write("data/metadata.sqlite", "what was here before")
        let run = await CommandRun(["serve", "--demo", "--listen", "127.0.0.1:0", "--data", "\(directory.path)/data"])
        #expect(run.status == 2)
        #expect(run.talk.contains("holds a registry already; nothing was changed"))
        var status = stat()
        #expect(stat(file, &status) == 0 && status.st_size == 20)
        #expect(access("\(directory.path)/data/blobs", F_OK) != 0)
    }
}
