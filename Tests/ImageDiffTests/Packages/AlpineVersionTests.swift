// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import Testing

@Suite struct AlpineVersionTests {
    static let ordered: [(String, String)] = [
        ("1.0", "1.1"), ("1.9", "1.10"), ("1.0-r1", "1.0-r2"), ("1.0-r9", "1.0-r10"), ("1.0", "1.0-r1"),
        ("1.0_rc1", "1.0"), ("1.0_alpha", "1.0_beta"), ("1.0_beta", "1.0_pre"), ("1.0_pre", "1.0_rc"),
        ("1.0_rc1", "1.0_rc2"), ("1.0", "1.0_p1"), ("1.0_git20200101", "1.0_p1"), ("1.0", "1.0a"), ("1.0a", "1.0b"),
        ("1.0a", "1.0.1"), ("1.0", "1.0.1"), ("1.05", "1.1"), ("1.0_rc1-r5", "1.0-r0"), ("3.1.4-r5", "3.1.4-r6"),
        ("1.36.1-r28", "1.36.1-r29"), ("99999999999999999999999999998", "99999999999999999999999999999"),
        ("1.0_p1", "1.0_p1_p1"), ("1.0_p1_rc1", "1.0_p1"),
    ]

    @Test(arguments: ordered)
    func orders(older: String, newer: String) throws {
        let left = try #require(AlpineVersion(older))
        let right = try #require(AlpineVersion(newer))
        #expect(left.order(to: right) == .older)
        #expect(right.order(to: left) == .newer)
    }

    @Test(arguments: ["", "a", "1.", ".1", "1..2", "1_", "1_foo", "1-1", "1-r", "1~", "1.0ab", "1 ", "1.0-r1x"])
    func refuses(text: String) {
        #expect(AlpineVersion(text) == nil)
    }

    @Test func ordersWhateverItAccepts() {
        var numbers = Seeded(seed: 13)
        let pieces = ["1", "0", "2", ".", "_rc", "_p", "-r", "a", "~f", "10", "05"].map { $0 }
        var accepted = 0
        while accepted < 1_500 {
            let texts = (0..<3).map { _ in
                "1"
                    + (0..<Int.random(in: 0...5, using: &numbers)).compactMap { _ in
                        pieces.randomElement(using: &numbers)
                    }.joined()
            }
            let versions = texts.compactMap { AlpineVersion($0) }
            guard versions.count == 3 else { continue }
            accepted += 1
            expectOrder(texts) { versions[$0].order(to: versions[$1]) }
        }
    }
}
