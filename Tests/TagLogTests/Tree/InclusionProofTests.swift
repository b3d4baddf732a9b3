// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness
import TagLog
import Testing

@Suite struct InclusionProofTests {
    private static let log = TestLog(seed: 5, count: 5_000)
    private let log = Self.log
    private var randomness = Deterministic(seed: 6)

    /// An entry somewhere in the log as it was at some size.
    private mutating func place() -> (index: Int64, size: Int64) {
        let size = Int64.random(in: 1...5_000, using: &randomness)
        return (Int64.random(in: 0..<size, using: &randomness), size)
    }

    private func verifies(_ proof: InclusionProof, of index: Int64? = nil) -> Bool {
        proof.verifies(leaf: log.leaves[Int(index ?? proof.index)], root: log.roots[Int(proof.size)])
    }

    @Test mutating func everyEntryIsProvenAndNoChangedProofVerifies() throws {
        for _ in 0..<150 {
            let (index, size) = place()
            let proof = try log.inclusion(index, at: size)
            try #require(verifies(proof))
            for position in proof.hashes.indices {
                var hashes = proof.hashes
                hashes[position] = hashes[position].flipping(bit: .random(in: 0..<256, using: &randomness))
                #expect(!verifies(InclusionProof(index: index, size: size, hashes: hashes)))
            }
            for bit in 0..<13 {
                let other = InclusionProof(index: index ^ 1 << Int64(bit), size: size, hashes: proof.hashes)
                #expect(!verifies(other, of: index))
                let grown = size ^ 1 << Int64(bit)
                guard (1...5_000).contains(grown) else { continue }
                #expect(!verifies(InclusionProof(index: index, size: grown, hashes: proof.hashes), of: index))
            }
        }
    }

    @Test mutating func noBitOfAProofIsFree() throws {
        let proof = try log.inclusion(2_748, at: 4_999)
        try #require(verifies(proof))
        for bit in 0..<proof.hashes.count * 256 {
            var hashes = proof.hashes
            hashes[bit / 256] = hashes[bit / 256].flipping(bit: bit % 256)
            #expect(!verifies(InclusionProof(index: 2_748, size: 4_999, hashes: hashes)))
        }
        for bit in 0..<256 {
            #expect(!proof.verifies(leaf: log.leaves[2_748].flipping(bit: bit), root: log.roots[4_999]))
            #expect(!proof.verifies(leaf: log.leaves[2_748], root: log.roots[4_999].flipping(bit: bit)))
        }
    }

    @Test mutating func hashesTooManyOrTooFewAreRefused() throws {
        for _ in 0..<100 {
            let (index, size) = place()
            let hashes = try log.inclusion(index, at: size).hashes
            let longer = InclusionProof(index: index, size: size, hashes: hashes + [.empty])
            #expect(longer.root(leaf: log.leaves[Int(index)]) == nil)
            guard !hashes.isEmpty else { continue }
            let shorter = InclusionProof(index: index, size: size, hashes: hashes.dropLast())
            #expect(shorter.root(leaf: log.leaves[Int(index)]) == nil)
        }
    }

    @Test func impossiblePositionsAreRefused() {
        let places: [(Int64, Int64)] = [
            (0, 0), (1, 1), (-1, 1), (0, -1), (5, 3), (.max, .max), (.min, .max), (0, .min), (0, .max),
            (0, LogTree.maximumSize + 1),
        ]
        for (index, size) in places {
            #expect(InclusionProof(index: index, size: size, hashes: []).root(leaf: .empty) == nil)
            #expect(throws: TagLogError.self) { try InclusionPlan(index: index, size: size) }
        }
    }

    @Test func manyHashesCostNoMoreThanTheTreeIsHigh() {
        let hashes = [LogHash](repeating: .empty, count: 1_000_000)
        #expect(InclusionProof(index: 3, size: LogTree.maximumSize, hashes: hashes).root(leaf: .empty) == nil)
    }
}
