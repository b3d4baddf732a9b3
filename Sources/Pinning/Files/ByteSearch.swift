// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Looks for short texts in the bytes of files.
enum ByteSearch {
    /// Tells whether a text occurs.
    static func contains(_ text: StaticString, in bytes: [UInt8]) -> Bool {
        first(text, in: bytes, from: 0) != nil
    }

    /// Tells whether a text occurs; letters are compared without their case.
    ///
    /// - Parameters:
    ///   - lowercase: The text, in lower-case letters of ASCII.
    ///   - bytes: Where it is looked for.
    /// - Returns: Whether it stands there.
    static func containsIgnoringCase(_ lowercase: StaticString, in bytes: [UInt8]) -> Bool {
        let wanted = UnsafeBufferPointer(start: lowercase.utf8Start, count: lowercase.utf8CodeUnitCount)
        guard wanted.count > 0, bytes.count >= wanted.count else { return wanted.isEmpty }
        return bytes.withUnsafeBufferPointer { bytes in
            for start in 0...(bytes.count - wanted.count) where bytes[start] | 0x20 == wanted[0] {
                var length = 1
                while length < wanted.count, bytes[start + length] | 0x20 == wanted[length] { length += 1 }
                if length == wanted.count { return true }
            }
            return false
        }
    }

    /// Tells whether a text occurs as a key, in quotes or not: a colon follows.
    static func containsKey(_ key: StaticString, in bytes: [UInt8]) -> Bool {
        var from = 0
        while let found = first(key, in: bytes, from: from) {
            var end = found + key.utf8CodeUnitCount
            while end < bytes.count, [0x22, 0x27, 0x20, 0x09].contains(bytes[end]) { end += 1 }
            if end < bytes.count, bytes[end] == UInt8(ascii: ":") { return true }
            from = found + 1
        }
        return false
    }

    /// Tells whether a line begins with a text; a byte order mark may stand before it.
    static func beginsLine(_ text: StaticString, in bytes: [UInt8]) -> Bool {
        var from = 0
        while let found = first(text, in: bytes, from: from) {
            if found == 0 || bytes[found - 1] == UInt8(ascii: "\n") { return true }
            if found == 3, bytes.starts(with: [0xef, 0xbb, 0xbf]) { return true }
            from = found + 1
        }
        return false
    }

    private static func first(_ text: StaticString, in bytes: [UInt8], from: Int) -> Int? {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard wanted.count > 0, bytes.count - from >= wanted.count else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            for start in from...(bytes.count - wanted.count) where bytes[start] == wanted[0] {
                var length = 1
                while length < wanted.count, bytes[start + length] == wanted[length] { length += 1 }
                if length == wanted.count { return start }
            }
            return nil
        }
    }
}
