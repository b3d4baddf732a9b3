// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness

/// Damages texts in ways that follow from a seed.
struct SeededMutations: RandomNumberGenerator {
    private var random: Deterministic
    private let bytes: [UInt8]
    private let pieces: [String]

    /// Creates mutations that put in single bytes, or pieces.
    init(seed: UInt64, bytes: String, pieces: [String]) {
        self.random = Deterministic(seed: seed)
        self.bytes = Array(bytes.utf8) + [0, 0xff]
        self.pieces = pieces
    }

    mutating func next() -> UInt64 { random.next() }

    /// One of the texts, with some bytes gone and others put in.
    mutating func text(from texts: [String]) -> [UInt8] {
        var text = Array((texts.randomElement(using: &self) ?? "").utf8)
        for _ in 0..<Int.random(in: 0...6, using: &self) {
            let place = Int.random(in: 0...text.count, using: &self)
            let end = min(text.count, place + Int.random(in: 0...4, using: &self))
            switch Int.random(in: 0..<3, using: &self) {
            case 0: text.removeSubrange(place..<end)
            case 1: text.insert(bytes.randomElement(using: &self) ?? 0, at: place)
            default: text.insert(contentsOf: (pieces.randomElement(using: &self) ?? "").utf8, at: place)
            }
        }
        return text
    }
}
