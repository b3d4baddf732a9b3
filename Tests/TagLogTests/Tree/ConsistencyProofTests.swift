// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness
import TagLog
import Testing

@Suite struct ConsistencyProofTests {
    private static let log = TestLog(seed: 7, count: 5_000)
    private let log = Self.log
    private var randomness = Deterministic(seed: 8)

    private mutating func sizes() -> (from: Int64, to: Int64) {
        let to = Int64.random(in: 1...5_000, using: &randomness)
        return (Int64.random(in: 1...to, using: &randomness), to)
    }

    private func verifies(_ proof: ConsistencyProof) -> Bool {
        proof.verifies(fromRoot: log.roots[Int(proof.from)], toRoot: log.roots[Int(proof.to)])
    }

    @Test mutating func everyGrowthIsProvenAndNoChangedProofVerifies() throws {
        for _ in 0..<120 {
            let (from, to) = sizes()
            let proof = try log.consistency(from, to)
            try #require(verifies(proof))
            for position in proof.hashes.indices {
                var hashes = proof.hashes
                hashes[position] = hashes[position].flipping(bit: .random(in: 0..<256, using: &randomness))
                #expect(!verifies(ConsistencyProof(from: from, to: to, hashes: hashes)))
            }
            #expect(!verifies(ConsistencyProof(from: from, to: to, hashes: proof.hashes + [.empty])))
            if !proof.hashes.isEmpty {
                #expect(!verifies(ConsistencyProof(from: from, to: to, hashes: proof.hashes.dropLast())))
            }
            guard from < to else { continue }
            for bit in 0..<13 {
                let (otherFrom, otherTo) = (from ^ 1 << Int64(bit), to ^ 1 << Int64(bit))
                if (1...to).contains(otherFrom) {
                    #expect(!verifies(ConsistencyProof(from: otherFrom, to: to, hashes: proof.hashes)))
                }
                if (from...5_000).contains(otherTo) {
                    #expect(!verifies(ConsistencyProof(from: from, to: otherTo, hashes: proof.hashes)))
                }
            }
        }
    }

    @Test func noBitOfAProofIsFree() throws {
        let proof = try log.consistency(2_748, 4_999)
        try #require(verifies(proof))
        for bit in 0..<proof.hashes.count * 256 {
            var hashes = proof.hashes
            hashes[bit / 256] = hashes[bit / 256].flipping(bit: bit % 256)
            #expect(!verifies(ConsistencyProof(from: 2_748, to: 4_999, hashes: hashes)))
        }
        for bit in 0..<256 {
            let changed = (from: log.roots[2_748].flipping(bit: bit), to: log.roots[4_999].flipping(bit: bit))
            #expect(!proof.verifies(fromRoot: changed.from, toRoot: log.roots[4_999]))
            #expect(!proof.verifies(fromRoot: log.roots[2_748], toRoot: changed.to))
        }
    }

    @Test func aLogThatWasRegrownWithOneOtherEntryIsNotConsistent() throws {
        var leaves = log.leaves.prefix(1_000)
        leaves[437] = leaves[437].flipping(bit: 0)
        let regrown = TestLog(leaves: Array(leaves))
        for from: Int64 in [438, 512, 700, 999] {
            let proof = try regrown.consistency(from, 1_000)
            #expect(!proof.verifies(fromRoot: log.roots[Int(from)], toRoot: regrown.roots[1_000]))
        }
        let before = try regrown.consistency(437, 1_000)
        #expect(before.verifies(fromRoot: log.roots[437], toRoot: regrown.roots[1_000]))
    }

    @Test func sameSizeIsConsistentWithItselfOnly() {
        let proof = ConsistencyProof(from: 40, to: 40, hashes: [])
        #expect(proof.verifies(fromRoot: log.roots[40], toRoot: log.roots[40]))
        #expect(!proof.verifies(fromRoot: log.roots[40], toRoot: log.roots[41]))
        #expect(!ConsistencyProof(from: 40, to: 40, hashes: [.empty]).verifies(fromRoot: .empty, toRoot: .empty))
    }

    @Test func everythingGrowsOutOfTheEmptyTreeWithoutHashes() {
        #expect(ConsistencyProof(from: 0, to: 9, hashes: []).verifies(fromRoot: .empty, toRoot: log.roots[9]))
        #expect(!ConsistencyProof(from: 0, to: 9, hashes: [.empty]).verifies(fromRoot: .empty, toRoot: log.roots[9]))
        #expect(!ConsistencyProof(from: 0, to: 9, hashes: []).verifies(fromRoot: log.roots[1], toRoot: log.roots[9]))
        #expect(ConsistencyProof(from: 0, to: 0, hashes: []).verifies(fromRoot: .empty, toRoot: .empty))
        #expect(!ConsistencyProof(from: 0, to: 0, hashes: []).verifies(fromRoot: log.roots[1], toRoot: log.roots[1]))
    }

    @Test func impossibleSizesAreRefused() {
        let sizes: [(Int64, Int64)] = [
            (-1, 1), (2, 1), (1, -1), (.min, .max), (1, .max), (1, LogTree.maximumSize + 1), (.max, .max), (.min, .min),
        ]
        for (from, to) in sizes {
            #expect(!ConsistencyProof(from: from, to: to, hashes: []).verifies(fromRoot: .empty, toRoot: .empty))
            #expect(throws: TagLogError.self) { try ConsistencyPlan(from: from, to: to) }
        }
    }

    @Test func manyHashesCostNoMoreThanTheTreeIsHigh() {
        let hashes = [LogHash](repeating: .empty, count: 1_000_000)
        let proof = ConsistencyProof(from: 3, to: LogTree.maximumSize, hashes: hashes)
        #expect(!proof.verifies(fromRoot: .empty, toRoot: .empty))
    }
}
