// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import OCIModel
import TagLog
import Testing

extension ClientTests {
    /// Checkpoints and cosignatures against Ed25519 of another make.
    @Suite(.needs(NaClOracle.python, NaClOracle.library))
    struct NaClTests {
        private static let origin = "registry.example/team/app"
        private static let time = Timestamp(microseconds: 1_800_000_000_000_000)

        private let log: NoteSigner
        private let witness: CosignatureSigner
        private let checkpoint: Checkpoint

        init() throws {
            log = try NoteSigner(seed: Array(repeating: 7, count: 32), name: Self.origin)
            witness = try CosignatureSigner(seed: Array(repeating: 8, count: 32), name: "witness.example/w")
            checkpoint = Checkpoint(origin: Self.origin, size: 7, root: .leaf(of: Array("entry".utf8)))
        }

        private func hexadecimal(_ seed: [UInt8]) -> String {
            seed.map { String(format: "%02x", $0) }.joined()
        }

        @Test func checkpointAndCosignatureOfOursVerify() async throws {
            let signed = try SignedCheckpoint(signing: checkpoint, by: log).cosigned(by: witness, at: Self.time)
            let outcome = try await NaClOracle.run(["verify", log.key.text, witness.key.text], input: signed.bytes)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output == "good registry.example/team/app 0\ngood witness.example/w 1800000000\n")
        }

        @Test func changedCheckpointOfOursDoesNotVerify() async throws {
            let signed = try SignedCheckpoint(signing: checkpoint, by: log).cosigned(by: witness, at: Self.time)
            let text = String(decoding: signed.bytes, as: UTF8.self).replacingOccurrences(of: "\n7\n", with: "\n8\n")
            for key in [log.key, witness.key] {
                let outcome = try await NaClOracle.run(["verify", key.text], input: Array(text.utf8))
                #expect(outcome.status == 1)
                #expect(outcome.output.hasPrefix("bad "), "\(outcome)")
            }
        }

        @Test func signaturesOfTheOtherAreTakenAndAreTheSameAsOurs() async throws {
            let ours = try SignedCheckpoint(signing: checkpoint, by: log).cosigned(by: witness, at: Self.time)
            let text = Array(checkpoint.text.utf8)
            let signature = try await NaClOracle.run(["sign", log.name, hexadecimal(log.seed), "0"], input: text)
            let cosignature = try await NaClOracle.run(
                ["sign", witness.name, hexadecimal(witness.seed), "1800000000"],
                input: text
            )
            let note = checkpoint.text + "\n" + signature.output + cosignature.output
            let theirs = try SignedCheckpoint(parsing: Array(note.utf8))
            try theirs.verify(by: log.key)
            #expect(try theirs.cosignatures(by: [witness.key]).map(\.time) == [Self.time])
            #expect(theirs.bytes == ours.bytes)
        }

        @Test func keysAreWrittenAlike() async throws {
            let keys = try await NaClOracle.run(["keys", log.name, hexadecimal(log.seed)])
            #expect(keys.output.split(separator: "\n").first.map { String($0) } == log.key.text)
            let witnessKeys = try await NaClOracle.run(["keys", witness.name, hexadecimal(witness.seed)])
            #expect(witnessKeys.output.split(separator: "\n").last.map { String($0) } == witness.key.text)
        }
    }
}
