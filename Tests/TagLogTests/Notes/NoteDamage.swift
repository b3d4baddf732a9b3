// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Damage to texts that is the same in every run (SplitMix64).
struct NoteDamage: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Replaces, removes, inserts, repeats and cuts bytes in a few places.
    mutating func damage(_ original: [UInt8]) -> [UInt8] {
        let interesting = Array("\n\n\n 019+/=—\t\r\0#Az".utf8) + [0xff, 0xe2]
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &self) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes[place] = interesting.randomElement(using: &self) ?? 0
            case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &self)
            case 2: bytes.remove(at: place)
            case 3:
                let end = Int.random(in: place...min(place + 60, bytes.count), using: &self)
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &self))
            case 4 where Int.random(in: 0..<8, using: &self) == 0: bytes.removeSubrange(place...)
            default: bytes.insert(interesting.randomElement(using: &self) ?? 0, at: place)
            }
        }
        return bytes
    }
}
