// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import TagLog
import Testing

extension ClientTests {
    /// Trees, proofs, tiles and checkpoints, as Go's `sumdb/tlog` and `sumdb/note` see them.
    @Suite(.needs("go", GoTreeOracle.packages))
    struct GoTreeTests {
        private static let origin = "holdfast.example/team/app"

        @Test func everyRootProofAndTileUpToSixHundredEntriesIsThatOfGo() async throws {
            var log = GoTreeLog()
            var noise = Noise(seed: 7)
            for size in Int64(1)...600 {
                log.append(Data("entry \(size - 1)".utf8))
                log.facts.append("root \(size) \(log.range.root.base64)")
                for index in Set([
                    0, size - 1, .random(in: 0..<size, using: &noise), .random(in: 0..<size, using: &noise),
                ]) {
                    try log.claimInclusion(of: index)
                }
                for from in Set([1, size, .random(in: 1...size, using: &noise), .random(in: 1...size, using: &noise)]) {
                    try log.claimConsistency(from: from)
                }
            }
            for size: Int64 in [1, 255, 256, 257, 512, 600] { try log.claimTiles(at: size) }
            let judged = try await GoTreeOracle.judge(log.facts)
            #expect(judged.status == 0, "\(judged)")
            #expect(judged.line == "\(log.facts.count) facts hold")
        }

        @Test func checkpointsAreOpenedAndSignedAlikeByGo() async throws {
            var log = GoTreeLog()
            let signer = try NoteSigner(name: Self.origin)
            for size in Int64(1)...40 {
                log.append(Data("entry \(size - 1)".utf8))
                let checkpoint = Checkpoint(origin: Self.origin, size: size, root: log.range.root)
                try log.claim(SignedCheckpoint(signing: checkpoint, by: signer), by: signer)
            }
            let judged = try await GoTreeOracle.judge(log.facts)
            #expect(judged.status == 0, "\(judged)")
        }

        /// Whoever believes everything proves nothing.
        @Test func goRefusesWhatIsNotSo() async throws {
            var log = GoTreeLog()
            for index in 0..<9 { log.append(Data("entry \(index)".utf8)) }
            let trueFacts = log.facts.count
            log.facts.append("root 8 \(log.range.root.base64)")
            try log.claimInclusion(of: 3)
            log.facts.append(log.facts.removeLast().replacingOccurrences(of: "inclusion 3", with: "inclusion 4"))
            try log.claimConsistency(from: 5)
            log.facts.append(log.facts.removeLast().replacingOccurrences(of: "consistency 5", with: "consistency 6"))
            let signer = try NoteSigner(name: Self.origin)
            let checkpoint = Checkpoint(origin: Self.origin, size: 9, root: log.range.root)
            try log.claim(
                SignedCheckpoint(signing: checkpoint, by: NoteSigner(name: Self.origin)),
                by: signer
            )
            let judged = try await GoTreeOracle.judge(log.facts)
            #expect(judged.status == 1, "\(judged)")
            #expect(judged.line.split(separator: "\n").count == log.facts.count - trueFacts, "\(judged)")
        }
    }
}
