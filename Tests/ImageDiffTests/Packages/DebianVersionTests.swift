// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import Testing

@Suite struct DebianVersionTests {
    static let ordered: [(String, String)] = [
        ("1.0~rc1", "1.0"), ("9", "1:0"), ("1.0-1", "1.0-1+b1"), ("1.0~~", "1.0~"), ("1.0~", "1.0"),
        ("1.0", "1.0+"), ("1.0", "1.0a"), ("1.0a", "1.0+"), ("1.2", "1.10"), ("1.0-1", "1.0-2"),
        ("2.36-9+deb12u3", "2.36-9+deb12u10"), ("1.0-1~bpo1", "1.0-1"), ("1:1.0", "2:0.1"), ("1.0", "1.0-1"),
        ("1.0-a", "1.0.0-a"), ("0", "00000000000000000000000000000000000000001"), ("1.A", "1.a"), ("1.Z", "1.a"),
        ("1.0-1-1", "1.0-1-2"), ("7.6-0", "7.6p2-4"), ("a", "b"), ("1-1", "1.1"),
    ]

    @Test(arguments: ordered)
    func orders(older: String, newer: String) {
        #expect(DebianVersion(older).order(to: DebianVersion(newer)) == .older)
        #expect(DebianVersion(newer).order(to: DebianVersion(older)) == .newer)
    }

    @Test(arguments: [
        ("1.0", "1.0"), ("0:1.0", "1.0"), ("1.0", "1.0-0"), ("1.01", "1.1"), ("1.0-00", "1.0"), ("", "0"),
        ("00:1", "1"),
    ])
    func takesForTheSame(left: String, right: String) {
        #expect(DebianVersion(left).order(to: DebianVersion(right)) == .same)
    }

    @Test func ordersWhateverItIsGiven() {
        var numbers = Seeded(seed: 11)
        let characters = Array("0019aZ~+-.:é ")
        for _ in 0..<4_000 {
            let texts = (0..<3).map { _ in numbers.text(of: characters, upTo: 7) }
            let versions = texts.map { DebianVersion($0) }
            expectOrder(texts) { versions[$0].order(to: versions[$1]) }
        }
    }
}

/// Expects of three values that their order is one: the same from both sides, and without circles.
func expectOrder(_ texts: [String], _ order: (Int, Int) -> VersionOrder) {
    let opposite: [VersionOrder: VersionOrder] = [.older: .newer, .same: .same, .newer: .older]
    for first in 0..<3 {
        #expect(order(first, first) == .same, "\(texts)")
        for second in 0..<3 { #expect(order(second, first) == opposite[order(first, second)], "\(texts)") }
    }
    let sorted = [0, 1, 2].sorted { order($0, $1) == .older }
    #expect(order(sorted[0], sorted[1]) != .newer, "\(texts)")
    #expect(order(sorted[1], sorted[2]) != .newer, "\(texts)")
    #expect(order(sorted[0], sorted[2]) != .newer, "\(texts)")
    if order(sorted[0], sorted[1]) == .same, order(sorted[1], sorted[2]) == .same {
        #expect(order(sorted[0], sorted[2]) == .same, "\(texts)")
    }
}
