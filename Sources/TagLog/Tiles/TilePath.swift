// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How the index and width of a tile are written in paths (C2SP tlog-tiles).
///
/// The index stands in groups of three digits, all but the last with an `x` before them, so that no directory has more
/// than a thousand members: 1234067 is `x001/x234/067`. What is not full says its width: `067.p/44`.
enum TilePath {
    /// More than any path has.
    static let maximumLength = 64

    static func text(index: Int64, width: Int) -> String {
        var text = group(index % 1_000)
        var rest = index / 1_000
        while rest > 0 {
            text = "x" + group(rest % 1_000) + "/" + text
            rest /= 1_000
        }
        return width == Tile.fullWidth ? text : text + ".p/\(width)"
    }

    static func parse(_ bytes: some Sequence<UInt8>) -> (index: Int64, width: Int)? {
        var groups = Array(bytes).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var width = Tile.fullWidth
        if groups.count >= 2, groups[groups.count - 2].suffix(2) == [UInt8(ascii: "."), UInt8(ascii: "p")] {
            guard let number = number(groups.removeLast(), maximum: Tile.fullWidth - 1), number > 0 else { return nil }
            width = number
            groups[groups.count - 1].removeLast(2)
        }
        // Six groups hold every index that a tree can have, and cannot overflow.
        guard (1...6).contains(groups.count) else { return nil }
        var index: Int64 = 0
        for (position, group) in groups.enumerated() {
            var digits = group
            if position < groups.count - 1 {
                guard digits.popFirst() == UInt8(ascii: "x") else { return nil }
            }
            guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
            guard position > 0 || groups.count == 1 || value > 0 else { return nil }
            index = index * 1_000 + value
        }
        return (index, width)
    }

    /// Reads a decimal number as it is written: without a sign or leading zeros.
    static func number(_ bytes: some Collection<UInt8>, maximum: Int) -> Int? {
        guard (1...3).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard bytes.count == 1 || bytes.first != 0x30 else { return nil }
        let value = bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return value <= maximum ? value : nil
    }

    private static func group(_ value: Int64) -> String {
        let digits = String(value)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}
