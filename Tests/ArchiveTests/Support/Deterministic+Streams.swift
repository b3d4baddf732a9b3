// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness

extension Deterministic {
    /// Damages a few bytes where they are.
    mutating func replace(in bytes: inout [UInt8], with interesting: [UInt8]) {
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<3, using: &self) {
            case 0: bytes[place] = interesting.randomElement(using: &self) ?? 0
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            default: bytes[place] = UInt8.random(in: .min ... .max, using: &self)
            }
        }
    }

    /// Takes a part of the bytes away, or writes one twice.
    mutating func shift(_ bytes: inout [UInt8], unit: Int) {
        let units = bytes.count / unit
        let first = Int.random(in: 0..<units, using: &self)
        let last = Int.random(in: first..<min(first + 4, units), using: &self)
        let part = first * unit..<(last + 1) * unit
        switch Int.random(in: 0..<3, using: &self) {
        case 0: bytes.removeSubrange(part)
        case 1: bytes.insert(contentsOf: bytes[part], at: Int.random(in: 0...units, using: &self) * unit)
        default: bytes.removeSubrange(part.lowerBound...)
        }
    }
}
