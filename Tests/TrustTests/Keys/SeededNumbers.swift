// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Random numbers that are the same in every run (SplitMix64), and damage done with them.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Damages bytes in a few places: replaced, removed, inserted, repeated and cut.
    mutating func damaged(_ original: [UInt8]) -> [UInt8] {
        let interesting = Array("{}[]\":,\\-=0an\n".utf8) + [0, 0x80, 0xff]
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &self)
            let byte = interesting.randomElement(using: &self) ?? 0
            switch Int.random(in: 0..<6, using: &self) {
            case 0 where !bytes.isEmpty: bytes[place] = byte
            case 1 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2 where !bytes.isEmpty: bytes.remove(at: place)
            case 3 where !bytes.isEmpty:
                let end = Int.random(in: place...min(place + 40, bytes.count), using: &self)
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &self))
            case 4 where !bytes.isEmpty && Int.random(in: 0..<10, using: &self) == 0: bytes.removeSubrange(place...)
            default: bytes.insert(byte, at: place)
            }
        }
        return bytes
    }
}

/// The bytes of hexadecimal text.
func unhex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue).map { UInt8($0) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
