// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A text looked for in names, in any case.
struct NameSearch: Sendable {
    private let wanted: [UInt8]

    /// Takes the text; what stands beyond ``Registry/maximumSearch`` bytes does not count.
    init(_ text: String) {
        self.wanted = text.utf8.prefix(Registry.maximumSearch).map(Self.lower)
    }

    func finds(_ name: String) -> Bool {
        guard !wanted.isEmpty else { return true }
        let bytes = name.utf8.map(Self.lower)
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { start in
            bytes[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
