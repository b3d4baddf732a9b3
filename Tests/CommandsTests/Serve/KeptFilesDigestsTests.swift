// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Pinning
import Policy
import Registry
import Testing

@testable import Commands

@Suite struct KeptFilesDigestsTests {
    private static func digest(_ digit: Character) -> String { "sha256:" + String(repeating: digit, count: 64) }

    private static let lock = """
        {"schema": "holdfast.lock/1", "images": [{
          "reference": "docker.io/library/nginx:1.27", "digest": "\(digest("a"))", "previous": "\(digest("f"))",
          "mediaType": "application/vnd.oci.image.index.v1+json",
          "resolvedAt": "2026-11-20T15:30:00Z", "resolvedFrom": "docker.io",
          "platforms": [{"platform": "linux/amd64", "digest": "\(digest("b"))"}]
        }]}
        """
    private static let running = """
        {"schema": "holdfast.running/1", "containers": [
          {"name": "web", "image": "nginx", "digest": "\(digest("c"))", "base": {"digest": "\(digest("d"))"}},
          {"name": "db", "image": "postgres", "digest": null}
        ]}
        """

    private func digests(in text: String) throws -> Set<String> {
        Set(try KeptFiles.digests(in: Array(text.utf8), path: "x").map(\.rawValue))
    }

    private func files(_ patterns: String, in directory: borrowing Directory) throws -> KeptFiles {
        let text = "keep-locks: [\(patterns)]"
        return try #require(try Configuration(parsing: text, file: "\(directory.path)/h.yaml").keepLocks)
    }

    @Test func aLockRefersToIndexesAndPlatformsButNotToWhatTheyMeantBefore() throws {
        #expect(try digests(in: Self.lock) == [Self.digest("a"), Self.digest("b")])
    }

    @Test func whatRunsIsEveryDigestOfTheDocument() throws {
        #expect(try digests(in: Self.running) == [Self.digest("c"), Self.digest("d")])
    }

    @Test(
        arguments: [
            "", "x", "[]", "{}", "{\"schema\": \"holdfast.lock/2\", \"images\": []}",
            "{\"schema\": \"holdfast.running/2\"}", "{\"schema\": \"holdfast.running/1\"}",
            "{\"schema\": \"holdfast.running/1\", \"containers\": {\"digest\": \"\(digest("a"))\"}}",
            "{\"schema\": \"holdfast.running/1\", \"containers\": [{\"digest\": \"sha256:12\"}]}",
            "{\"schema\": \"holdfast.lock/1\", \"images\": [{\"reference\": \"x\"}]}",
            "{\"schema\": \"holdfast.lock/1\", \"images\": [",
            "{\"schema\": \"holdfast.running/1\", \"a\": " + String(repeating: "[", count: 100_000),
        ]
    )
    func refusesWhatIsNeither(_ text: String) {
        #expect(throws: KeptFileError.self) { try digests(in: text) }
    }

    @Test func readsAllFilesOnceAndTellsWhereADigestStands() throws {
        let directory = try Directory()
        let lock = try directory.write("a/holdfast.lock", Self.lock)
        let running = try directory.write("running.json", Self.running)
        let locked = try files("\"**/*.lock\", \"a/*\", running.json", in: directory).lockedDigests()
        #expect(locked.files == 2)
        #expect(
            locked.origins == [
                try Digest(Self.digest("a")): lock, try Digest(Self.digest("b")): lock,
                try Digest(Self.digest("c")): running, try Digest(Self.digest("d")): running,
            ]
        )
    }

    @Test func findsFilesAnewEachTime() throws {
        let directory = try Directory()
        let files = try files("\"*.lock\"", in: directory)
        let none = try files.lockedDigests()
        #expect(none.files == 0)
        #expect(none.unmatched == ["*.lock"])
        try directory.write("a.lock", Self.lock)
        let one = try files.lockedDigests()
        #expect(one.files == 1)
        #expect(one.unmatched == [])
    }

    @Test(arguments: ["", "{\"schema\": \"holdfast.lock/1\""])
    func aFileThatIsDamagedNamesItselfInAConflict(_ text: String) throws {
        let directory = try Directory()
        try directory.write("good.lock", Self.lock)
        let path = try directory.write("half.lock", text)
        let files = try files("\"*.lock\"", in: directory)
        #expect {
            try files.lockedDigests()
        } throws: { error in
            let error = error as? RegistryError
            return error?.code == .conflict && error?.message.contains(path) == true
        }
    }

    @Test func garbageCollectionOnADirectoryAsksTheLocksOfItsConfiguration() async throws {
        let directory = try Directory()
        try directory.write("holdfast.yaml", "keep-locks: [\"locks/*.lock\"]")
        try directory.write("holdfast-data/note", "")
        try directory.write("locks/a.lock", "half a lock")
        let arguments = ["gc", "--data", "holdfast-data", "--config", "holdfast.yaml"]
        let refused = await CommandRun(arguments, workingDirectory: directory.path)
        #expect(refused.status == 3)
        #expect(refused.talk.contains("nothing was removed, as \(directory.path)/locks/a.lock of"))
        try directory.write("locks/a.lock", Self.lock)
        let run = await CommandRun(arguments, workingDirectory: directory.path)
        #expect(run.status == 0)
        #expect(run.output.contains("kept for 1 lock with 2 digests: 0 manifests that would go otherwise"))
    }

    /// An empty mount point looks like a directory without locks.
    @Test func aPatternThatMatchesNothingIsSaidAndRemovesNothing() async throws {
        let directory = try Directory()
        try directory.write("holdfast.yaml", "keep-locks: [\"locks/*.lock\"]")
        try directory.write("holdfast-data/note", "")
        try directory.write("locks/README", "")
        let arguments = ["gc", "--data", "holdfast-data", "--config", "holdfast.yaml"]
        let refused = await CommandRun(arguments, workingDirectory: directory.path)
        #expect(refused.status == 3)
        #expect(refused.talk.contains("nothing was removed, as no file matches \"locks/*.lock\" of \"keep-locks\""))
        let rehearsed = await CommandRun(arguments + ["--dry-run"], workingDirectory: directory.path)
        #expect(rehearsed.status == 0)
        #expect(rehearsed.output.contains("kept for 0 locks with 0 digests"))
        #expect(rehearsed.output.contains("WARNING: no file matches \"locks/*.lock\""))
    }

    @Test func aFileLargerThanALockIsRefused() throws {
        let directory = try Directory()
        let path = try directory.write("big.lock", "")
        truncate(path, LockFile.maximumSize + 1)
        let files = try files("big.lock", in: directory)
        #expect {
            try files.lockedDigests()
        } throws: { error in
            (error as? RegistryError)?.message.contains("more than") == true
        }
    }

    @Test func neverCrashesOnDamagedFiles() {
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var accepted = 0
        for round in 0..<3_000 {
            var bytes = Array((round.isMultiple(of: 2) ? Self.lock : Self.running).utf8)
            for _ in 0...next(3) {
                switch next(3) {
                case 0: bytes[next(bytes.count)] = UInt8(next(256))
                case 1: bytes.remove(at: next(bytes.count))
                default: bytes.insert(Array("{}[]\",:\\0a".utf8)[next(10)], at: next(bytes.count))
                }
            }
            do throws(KeptFileError) {
                _ = try KeptFiles.digests(in: bytes, path: "x")
                accepted += 1
            } catch {
                if error.reason.isEmpty { Issue.record("no reason for \(String(decoding: bytes, as: UTF8.self))") }
            }
        }
        #expect(accepted > 0 && accepted < 3_000)
    }
}
