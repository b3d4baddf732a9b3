// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Numbers that look random and are the same in every run (SplitMix64).
public struct Deterministic: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Creates numbers that follow from a seed.
    public init(seed: UInt64) {
        self.state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Bytes of any kind.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    /// Text of some letters.
    public mutating func text(from alphabet: String, upTo length: Int) -> String {
        let letters = Array(alphabet)
        return String(
            (0..<Int.random(in: 0...length, using: &self)).compactMap { _ in letters.randomElement(using: &self) }
        )
    }

    /// Damages bytes in a few places: replaced, changed by a bit, removed, inserted, repeated and cut.
    ///
    /// - Parameters:
    ///   - original: The bytes.
    ///   - interesting: Bytes that mean something to who reads them.
    /// - Returns: The damaged bytes.
    public mutating func mutate(_ original: [UInt8], with interesting: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &self)
            let byte = interesting.randomElement(using: &self) ?? 0
            switch Int.random(in: 0..<7, using: &self) {
            case 0 where !bytes.isEmpty: bytes[place] = byte
            case 1 where !bytes.isEmpty: bytes[place] = UInt8.random(in: .min ... .max, using: &self)
            case 2 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 3 where !bytes.isEmpty: bytes.remove(at: place)
            case 4 where !bytes.isEmpty:
                let end = Int.random(in: place...min(place + 40, bytes.count), using: &self)
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &self))
            case 5 where !bytes.isEmpty && Int.random(in: 0..<10, using: &self) == 0: bytes.removeSubrange(place...)
            default: bytes.insert(byte, at: place)
            }
        }
        return bytes
    }
}
