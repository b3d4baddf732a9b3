// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Numbers that look random and are the same in every run.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let mixed = (state ^ (state >> 33)) &* 0xff51_afd7_ed55_8ccd
        return mixed ^ (mixed >> 29)
    }

    /// Text made of some characters.
    mutating func text(of characters: [Character], upTo length: Int) -> String {
        String(
            (0..<Int.random(in: 0...length, using: &self)).compactMap { _ in characters.randomElement(using: &self) }
        )
    }

    /// Bytes damaged in one to four places.
    mutating func damaged(_ original: [UInt8], with interesting: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = Int.random(in: 0...bytes.count, using: &self)
            let end = min(bytes.count, place + Int.random(in: 0...30, using: &self))
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &self))
            case 2: bytes.insert(UInt8.random(in: .min ... .max, using: &self), at: place)
            default: bytes.insert(interesting.randomElement(using: &self) ?? 0, at: place)
            }
        }
        return bytes
    }
}
