// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Which characters a YAML file may hold.
enum YAMLCharacters {
    /// Makes sure that a file is UTF-8 and holds no control characters.
    ///
    /// - Throws: ``PinningError/Code/malformed`` at the first byte that is wrong.
    static func check(_ bytes: [UInt8]) throws(PinningError) {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            throw PinningError(.malformed, "the file is UTF-16", offset: 0, advice: "Save it as UTF-8.")
        }
        if let fault = bytes.withUnsafeBufferPointer(fault) {
            let isText = fault < bytes.count && bytes[fault] < 0x80
            throw PinningError(
                .malformed,
                isText
                    ? "the file holds a control character" : "the file is not UTF-8, or holds a character YAML forbids",
                offset: fault
            )
        }
    }

    /// The offset of the first character that is not allowed.
    private static func fault(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte >= 0x20, byte < 0x7f {
                offset += 1
                continue
            }
            if byte < 0x80 {
                guard byte == 0x09 || byte == 0x0a || byte == 0x0d else { return offset }
                offset += 1
                continue
            }
            guard let width = width(bytes[offset...].prefix(4)) else { return offset }
            offset += width
        }
        return nil
    }

    /// How many bytes the character at the beginning has, when it has more than one and is allowed.
    private static func width(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        guard let first = bytes.first else { return nil }
        let width: Int
        var value: UInt32
        switch first {
        case 0xc2..<0xe0: (width, value) = (2, UInt32(first & 0x1f))
        case 0xe0..<0xf0: (width, value) = (3, UInt32(first & 0x0f))
        case 0xf0..<0xf5: (width, value) = (4, UInt32(first & 0x07))
        default: return nil
        }
        guard bytes.count >= width else { return nil }
        for byte in bytes.dropFirst().prefix(width - 1) {
            guard byte & 0xc0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        switch (width, value) {
        case (2, 0x85), (2, 0xa0...), (3, 0x800...0xd7ff), (3, 0xe000...0xfffd), (4, 0x10000...0x10ffff): return width
        default: return nil
        }
    }
}
