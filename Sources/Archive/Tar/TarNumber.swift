// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Numbers in the fields of a tar header: octal digits, or the bytes of the number itself (GNU's base-256).
enum TarNumber {
    /// Reads a field of at most 12 bytes.
    ///
    /// - Returns: The number; nil if the field holds something else, or more than 63 bits.
    static func parse(_ field: UnsafeRawBufferPointer) -> Int64? {
        guard let first = field.first else { return 0 }
        return first & 0x80 == 0 ? parseOctal(field) : parseBinary(field)
    }

    /// Reads digits with spaces and zero bytes around them.
    ///
    /// What follows a zero byte does not count. Without digits it is 0.
    private static func parseOctal(_ field: UnsafeRawBufferPointer) -> Int64? {
        var index = 0
        while index < field.count, isFiller(field[index]) { index += 1 }
        var value: Int64 = 0
        while index < field.count, case 0x30...0x37 = field[index] {
            guard value >> 60 == 0 else { return nil }
            value = value << 3 | Int64(field[index] - 0x30)
            index += 1
        }
        while index < field.count, field[index] == 0x20 { index += 1 }
        return index == field.count || field[index] == 0 ? value : nil
    }

    /// Two's complement without its highest bit, which marks the encoding.
    private static func parseBinary(_ field: UnsafeRawBufferPointer) -> Int64? {
        let isNegative = field[0] & 0x40 != 0
        let flip: UInt8 = isNegative ? 0xff : 0
        var value: UInt64 = 0
        for (index, byte) in field.enumerated() {
            guard value >> 56 == 0 else { return nil }
            value = value << 8 | UInt64((byte ^ flip) & (index == 0 ? 0x7f : 0xff))
        }
        guard let magnitude = Int64(exactly: value) else { return nil }
        return isNegative ? ~magnitude : magnitude
    }

    private static func isFiller(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0
    }

    /// Writes a number as octal digits with a zero byte after them.
    ///
    /// - Returns: The field; nil if the number is negative or has too many digits.
    static func octal(_ value: Int64, width: Int) -> [UInt8]? {
        guard value >= 0 else { return nil }
        let digits = String(value, radix: 8).utf8
        guard digits.count < width else { return nil }
        return [UInt8](repeating: 0x30, count: width - 1 - digits.count) + digits + [0]
    }

    /// Writes a number as its bytes.
    static func binary(_ value: UInt32, width: Int) -> [UInt8] {
        var field = [UInt8](repeating: 0, count: width)
        field[0] = 0x80
        for index in 0..<4 { field[width - 1 - index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
        return field
    }
}
