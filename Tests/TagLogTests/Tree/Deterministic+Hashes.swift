// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import TagLog

extension Deterministic {
    mutating func hashes(_ count: Int) -> [LogHash] {
        (0..<count).compactMap { _ in LogHash(bytes(LogHash.length)) }
    }

    /// Damages notes and what is made of them.
    mutating func damage(_ original: [UInt8]) -> [UInt8] {
        mutate(original, with: Array("\n\n\n 019+/=—\t\r\0#Az".utf8) + [0xff, 0xe2])
    }
}

extension LogHash {
    /// The same hash but for one bit.
    func flipping(bit: Int) -> LogHash {
        var changed = bytes
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        return LogHash(changed) ?? .empty
    }

    var hexadecimal: String { Hexadecimal.encode(bytes) }
}
