// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness
import TagLog
import Testing

@Suite struct CompactRangeTests {
    @Test func rootIsThatOfTheDefinitionAtEverySize() {
        let log = TestLog(seed: 1, count: 300)
        for size in Array(0...70) + [127, 128, 129, 255, 256, 257, 300] {
            #expect(log.roots[size] == NaiveTree(Array(log.leaves.prefix(size))).root(0..<Int64(size)))
        }
    }

    @Test func everyPerfectSubtreeIsToldOnceWhenItIsComplete() {
        var randomness = Deterministic(seed: 2)
        let leaves = randomness.hashes(200)
        let tree = NaiveTree(leaves)
        var range = CompactRange()
        for (position, leaf) in leaves.enumerated() {
            let completed = range.append(leaf)
            let size = Int64(position + 1)
            #expect(completed.count == size.trailingZeroBitCount + 1)
            for (level, subtree) in completed.enumerated() {
                let width = Int64(1) << Int64(level)
                #expect(subtree.level == level)
                #expect(subtree.index == size / width - 1)
                #expect(subtree.hash == tree.root(size - width..<size))
            }
        }
    }

    @Test func growsOnFromWhatWasKept() throws {
        let log = TestLog(seed: 3, count: 77)
        for size in 0..<77 {
            let kept = TestLog(leaves: Array(log.leaves.prefix(size))).range
            var range = try #require(CompactRange(size: kept.size, hashes: kept.hashes))
            range.append(log.leaves[size])
            #expect(range.root == log.roots[size + 1])
        }
    }

    @Test func rootsOfAnotherNumberOfSubtreesAreRefused() {
        let hashes = TestLog(seed: 4, count: 7).range.hashes
        #expect(CompactRange(size: 7, hashes: hashes) != nil)
        for size: Int64 in [0, 6, 8, 9, -7, -1, .min, .max, LogTree.maximumSize + 7] {
            #expect(CompactRange(size: size, hashes: hashes) == nil)
        }
    }
}
