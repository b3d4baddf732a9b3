// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Pinning

@Suite struct LockLogsTests {
    private func log(_ repository: String, size: Int = 5) throws -> LockFile.Log {
        LockFile.Log(
            repository: try Reference(repository),
            origin: "registry.test/team/app",
            key: "registry.test/team/app+c0ffee12+AQID",
            checkpoint: Array("registry.test/team/app\n\(size)\nroot=\n\n— registry.test/team/app c2ln\n".utf8)
        )
    }

    private func entry(_ reference: String, _ digit: Character, index: Int64?) throws -> LockFile.Entry {
        var entry = try LockSamples.entry(reference, digit)
        entry.log = index.map { LockFile.LogPosition(index: $0, time: Timestamp(microseconds: 0)) }
        return entry
    }

    private func plan(_ current: LockFile?, _ wanted: [String], _ mode: LockPlan.Mode = .keep) throws -> LockPlan {
        try LockPlan.plan(current: current, wanted: try wanted.map { try LockSamples.found($0) }, mode: mode)
    }

    @Test func writesALineForEachLineOfACheckpoint() throws {
        let lock = LockFile([try LockSamples.entry("h.test/app:1", "a")], logs: [try log("h.test/app:1")])
        let text = String(decoding: lock.bytes, as: UTF8.self)
        #expect(
            text.hasSuffix(
                """
                  ],
                  "logs": [
                    {
                      "repository": "h.test/app",
                      "origin": "registry.test/team/app",
                      "key": "registry.test/team/app+c0ffee12+AQID",
                      "checkpoint": [
                        "registry.test/team/app",
                        "5",
                        "root=",
                        "",
                        "— registry.test/team/app c2ln"
                      ]
                    }
                  ]
                }

                """
            ),
            "\(text)"
        )
        let read = try LockFile(parsing: lock.bytes, path: "holdfast.lock")
        #expect(read == lock)
        #expect(read.logs.first?.checkpointBytes == (try log("h.test/app").checkpointBytes))
    }

    @Test func keepsOneLogForEachRepositoryThatItHasImagesOf() throws {
        let entries = try ["h.test/b:1", "h.test/a:1", "h.test/a:2"].map { try LockSamples.entry($0, "a") }
        let logs = try ["h.test/b", "h.test/a", "h.test/c"].map { try log($0) } + [try log("h.test/a", size: 6)]
        let lock = LockFile(entries, logs: logs)
        #expect(lock.logs.map(\.repository.description) == ["h.test/a", "h.test/b"])
        #expect(lock.logs.first == (try log("h.test/a", size: 6)))
        #expect(LockFile(lock.entries.filter { $0.reference.tag?.rawValue == "2" }, logs: logs).logs.count == 1)
        #expect(LockFile([], logs: logs).logs.isEmpty)
    }

    @Test(arguments: [
        (
            #""repository": "h.test/app""#, #""repository": "h.test/app:1""#,
            "logs[0].repository is not valid: it has a tag"
        ),
        (#""repository": "h.test/app""#, #""repository": 1"#, "logs[0].repository is not valid: it must be text"),
        (#""origin": "registry.test/team/app","#, "", "logs[0].origin is not valid: it must be text"),
        (#""key": "registry"#, #""kay": "registry"#, "logs[0].key is not valid: it must be text"),
        (#""5","#, "5,", "logs[0].checkpoint is not valid: it must be a list of texts"),
        (#""5","#, #""5\n6","#, "logs[0].checkpoint is not valid: it must be a list of lines"),
        (#""checkpoint": ["#, #""checkpoint": {}, "other": ["#, "logs[0].checkpoint is not valid: it must be a list"),
        (#""logs": ["#, #""logs": [1,"#, "logs[0] must be a JSON object"),
        (#""logs": ["#, #""logs": {}, "others": ["#, "the lock.logs is not valid: it must be a list"),
    ])
    func refuses(_ part: String, _ replacement: String, _ message: String) throws {
        let lock = LockFile([try LockSamples.entry("h.test/app:1", "a")], logs: [try log("h.test/app")])
        let text = String(decoding: lock.bytes, as: UTF8.self)
        let changed = text.replacing(part, with: replacement)
        try #require(changed != text)
        let error = try #require(throws: PinningError.self) {
            try LockFile(parsing: Array(changed.utf8), path: "holdfast.lock")
        }
        #expect(error.code == .configuration)
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test func refusesTwoLogsOfOneRepository() throws {
        let lock = LockFile([try LockSamples.entry("h.test/app:1", "a")], logs: [try log("h.test/app")])
        let element = #"{"repository":"H.test/app","origin":"o","key":"k","checkpoint":[]},"#
        let text = String(decoding: lock.bytes, as: UTF8.self).replacing(#""logs": ["#, with: #""logs": [\#(element)"#)
        let error = try #require(throws: PinningError.self) {
            try LockFile(parsing: Array(text.utf8), path: "holdfast.lock")
        }
        #expect(error.message.contains("h.test/app stands there twice"), "\(error.message)")
    }

    @Test func takesTheStateOfALogWithAnImageThatIsNew() throws {
        let plan = try plan(nil, ["h.test/app:1"])
        let lock = plan.finished(
            with: [try #require(plan.toResolve.first): try entry("h.test/app:1", "a", index: 3)],
            logs: [try log("h.test/app")]
        )
        #expect(lock.logs == [try log("h.test/app")])
        #expect(lock.entries.first?.log?.index == 3)
    }

    @Test func staysAsItIsWhileOnlyTheLogGrows() throws {
        let lock = LockFile([try entry("h.test/app:1", "a", index: 3)], logs: [try log("h.test/app")])
        let plan = try plan(lock, ["h.test/app:1"], .upgrade(only: nil))
        let question = try #require(plan.toResolve.first)
        let grown = [try log("h.test/app", size: 9)]
        #expect(plan.finished(with: [question: try entry("h.test/app:1", "a", index: 8)], logs: grown) == lock)
        let moved = plan.finished(with: [question: try entry("h.test/app:1", "b", index: 8)], logs: grown)
        #expect(moved.logs == grown)
        #expect(moved.entries.first?.log?.index == 8)
        #expect(plan.finished(with: [:], logs: []) == lock)
    }

    @Test func takesPositionsAnewFromALogThatItDidNotKnow() throws {
        let lock = LockFile([try entry("h.test/app:1", "a", index: 70)])
        let plan = try plan(lock, ["h.test/app:1"], .upgrade(only: nil))
        let question = try #require(plan.toResolve.first)
        let upgraded = plan.finished(
            with: [question: try entry("h.test/app:1", "a", index: 2)],
            logs: [try log("h.test/app")]
        )
        #expect(upgraded.logs.count == 1)
        #expect(upgraded.entries.first?.log?.index == 2)
        #expect(upgraded.entries.first?.previous == nil)
    }

    @Test func dropsTheLogWithItsLastImage() throws {
        let lock = LockFile([try entry("h.test/app:1", "a", index: 3)], logs: [try log("h.test/app")])
        #expect(try plan(lock, []).finished(with: [:]).logs.isEmpty)
    }

    @Test func survivesMutations() throws {
        var random = Deterministic(seed: 11)
        let seed = LockFile([try LockSamples.entry("h.test/app:1", "a")], logs: [try log("h.test/app")]).bytes
        let first = seed.count / 2
        for _ in 0..<3_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: first..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                default: bytes.remove(at: place)
                }
                if bytes.count <= first { bytes = seed }
            }
            do throws(PinningError) {
                let lock = try LockFile(parsing: bytes, path: "holdfast.lock")
                #expect(try LockFile(parsing: lock.bytes, path: "holdfast.lock") == lock)
            } catch {
                #expect(error.code == .configuration)
            }
        }
    }
}
