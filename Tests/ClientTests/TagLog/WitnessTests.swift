// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import TagLog
import Testing

extension ClientTests {
    /// A witness as a service, and a registry that shows it its logs.
    @Suite struct WitnessTests {
        private let images: [TestImage]
        private let ann: Person
        private let directory: TemporaryDirectory

        init() throws {
            images = try ["one", "two", "three"].map { try TestImage(layers: [TarArchive(["app": "\($0)\n"]).bytes]) }
            ann = try Person()
            directory = try TemporaryDirectory()
        }

        private func checkpoint(_ registry: RegistryProcess, _ witness: WitnessProcess) async throws -> Shell.Outcome {
            try await ann.holdfast(
                registry,
                ["log", "checkpoint", "team/app", "--witness", witness.url, "--witness-key", witness.key.text]
            )
        }

        /// The size of a checkpoint that both the log and the witness have signed.
        private func size(_ outcome: Shell.Outcome, _ log: String, _ witness: WitnessProcess) throws -> Int64 {
            #expect(outcome.status == 0, "\(outcome)")
            let signed = try SignedCheckpoint(parsing: Array(outcome.output.utf8))
            try signed.verify(by: try NoteKey(log))
            #expect(try signed.cosignatures(by: [witness.key]).count == 1)
            return signed.checkpoint.size
        }

        @Test func aWitnessSignsWhatGrowsAndRemembersItWhateverHappensToIt() async throws {
            try await RegistryProcess.run { registry in
                let http = HTTP(base: registry.url)
                #expect(try await http.push(images[0], to: "team/app", as: "1.0").status == 201)
                let log = try await ann.succeed(registry, "log", "key", "team/app").line
                let first = try await WitnessProcess.start(in: directory, logs: [log])
                #expect(try size(try await checkpoint(registry, first), log, first) == 1)
                // The same state once more, and a larger one.
                #expect(try size(try await checkpoint(registry, first), log, first) == 1)
                #expect(try await http.push(images[1], to: "team/app", as: "2.0").status == 201)
                #expect(try size(try await checkpoint(registry, first), log, first) == 2)
                #expect(await first.end(by: SIGTERM) == 0)

                let second = try await WitnessProcess.start(in: directory, logs: [log])
                #expect(second.key == first.key)
                #expect(try await http.push(images[2], to: "team/app", as: "3.0").status == 201)
                #expect(try size(try await checkpoint(registry, second), log, second) == 3)
                #expect(await second.end(by: SIGKILL) != 0)

                let third = try await WitnessProcess.start(in: directory, logs: [log])
                let hash = String(sha256(of: Data(try NoteKey(log).name.utf8)).dropFirst("sha256:".count))
                let newest = try await HTTP(base: third.url).get("/\(hash)/checkpoint")
                let signed = try SignedCheckpoint(parsing: Array(newest.body))
                #expect(signed.checkpoint.size == 3)
                #expect(try signed.cosignatures(by: [third.key]).count == 1)
                let crowd = try await ann.holdfast(
                    registry,
                    ["log", "witness", "--listen", "127.0.0.1:0", "--data", "\(directory.path)/witness", "--log", log]
                )
                #expect(crowd.status == 2, "\(crowd)")
                #expect(await third.end(by: SIGTERM) == 0)
            }
        }

        @Test func aWitnessSignsOneHistoryAlone() async throws {
            try await RegistryProcess.run { registry in
                let http = HTTP(base: registry.url)
                #expect(try await http.push(images[0], to: "team/app", as: "1.0").status == 201)
                let log = try await ann.succeed(registry, "log", "key", "team/app").line
                let copy = "\(registry.directory.path)/copy"
                try await registry.stop()
                try DatabaseAttack.copyData(from: registry.data, to: copy)
                try await registry.start()
                let witness = try await WitnessProcess.start(in: directory, logs: [log])
                #expect(try await http.push(images[1], to: "team/app", as: "2.0").status == 201)
                #expect(try size(try await checkpoint(registry, witness), log, witness) == 2)

                try await registry.stop()
                try DatabaseAttack.replaceData(at: registry.data, by: copy)
                try await registry.start()
                // Whoever looks for the first time sees nothing wrong; the witness does, at every length.
                for words in ["has seen 2 entries of the log", "does not sign the checkpoint (422)", "(422)"] {
                    let person = try Person()
                    let refused = try await person.holdfast(
                        registry,
                        ["log", "checkpoint", "team/app", "--witness", witness.url]
                            + ["--witness-key", witness.key.text]
                    )
                    #expect(refused.status == 6, "\(refused)")
                    #expect(refused.output == "", "\(refused)")
                    #expect(refused.errors.contains(words), "\(refused)")
                    #expect(try await http.push(images[2], to: "team/app", as: "\(words.count)").status == 201)
                }
                #expect(await witness.end(by: SIGTERM) == 0)
            }
        }

        @Test func aWitnessDoesNotSignLogsThatItWasNotGiven() async throws {
            try await RegistryProcess.run { registry in
                let http = HTTP(base: registry.url)
                for repository in ["team/app", "team/other"] {
                    #expect(try await http.push(images[0], to: repository, as: "1.0").status == 201)
                }
                let other = try await ann.succeed(registry, "log", "key", "team/other").line
                let witness = try await WitnessProcess.start(in: directory, logs: [other])
                let refused = try await checkpoint(registry, witness)
                #expect(refused.status == 3, "\(refused)")
                #expect(refused.errors.contains("(404)"), "\(refused)")
                #expect(await witness.end(by: SIGTERM) == 0)
            }
        }
    }
}
