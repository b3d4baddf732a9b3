// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A set of bytes: what `[…]` in a pattern stands for.
struct ByteSet: Sendable {
    private var words = SIMD4<UInt64>()

    /// Every byte.
    static let all = ByteSet(words: SIMD4(repeating: .max))

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

    func without(_ byte: UInt8) -> ByteSet {
        var copy = self
        copy.words[Int(byte >> 6)] &= ~(1 << UInt64(byte & 63))
        return copy
    }

    private mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

    private mutating func insert(_ bytes: ClosedRange<UInt8>) {
        for byte in bytes { insert(byte) }
    }
}

extension ByteSet {
    /// Reads `[…]`.
    ///
    /// - Returns: The set and the index after it; nil when it has no end or names no class.
    static func parsing(_ pattern: [UInt8], from start: Int) -> (set: ByteSet, end: Int)? {
        var index = start + 1
        var set = ByteSet()
        let isNegated = index < pattern.count && [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(pattern[index])
        if isNegated { index += 1 }
        // A bracket that comes first is a member; a range has no beginning after another range or a class.
        var previous: UInt8?
        var isFirst = true
        while true {
            guard index < pattern.count else { return nil }
            let byte = pattern[index]
            if byte == UInt8(ascii: "]"), !isFirst { break }
            isFirst = false
            if byte == UInt8(ascii: "-"), let low = previous, index + 1 < pattern.count,
                pattern[index + 1] != UInt8(ascii: "]")
            {
                index += pattern[index + 1] == UInt8(ascii: "\\") ? 2 : 1
                guard index < pattern.count else { return nil }
                if low <= pattern[index] { set.insert(low...pattern[index]) }
                previous = nil
            } else if byte == UInt8(ascii: "["), index + 1 < pattern.count, pattern[index + 1] == UInt8(ascii: ":") {
                guard let end = pattern[(index + 2)...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
                if end > index + 2, pattern[end - 1] == UInt8(ascii: ":") {
                    guard set.insertClass(named: pattern[(index + 2)..<(end - 1)]) else { return nil }
                    index = end
                    previous = nil
                } else {
                    set.insert(byte)
                    previous = byte
                }
            } else {
                if byte == UInt8(ascii: "\\") { index += 1 }
                guard index < pattern.count else { return nil }
                set.insert(pattern[index])
                previous = pattern[index]
            }
            index += 1
        }
        if isNegated { set.words = ~set.words }
        return (set, index + 1)
    }

    private mutating func insertClass(named name: ArraySlice<UInt8>) -> Bool {
        switch String(decoding: name, as: UTF8.self) {
        case "lower": insert(UInt8(ascii: "a")...UInt8(ascii: "z"))
        case "upper": insert(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        case "digit": insert(UInt8(ascii: "0")...UInt8(ascii: "9"))
        case "alpha": return insertClass(named: "lower") && insertClass(named: "upper")
        case "alnum": return insertClass(named: "alpha") && insertClass(named: "digit")
        case "xdigit":
            insert(UInt8(ascii: "a")...UInt8(ascii: "f"))
            insert(UInt8(ascii: "A")...UInt8(ascii: "F"))
            return insertClass(named: "digit")
        case "blank":
            insert(UInt8(ascii: " "))
            insert(UInt8(ascii: "\t"))
        case "space":
            insert(UInt8(ascii: "\r"))
            insert(UInt8(ascii: "\n"))
            return insertClass(named: "blank")
        case "cntrl":
            insert(0...0x1f)
            insert(0x7f)
        case "print": insert(0x20...0x7e)
        case "graph": insert(0x21...0x7e)
        case "punct":
            for range: ClosedRange<UInt8> in [0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e] { insert(range) }
        default: return false
        }
        return true
    }

    private mutating func insertClass(named name: StaticString) -> Bool {
        insertClass(named: ArraySlice(Array(name.description.utf8)))
    }
}
