// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Lower-case hexadecimal text of bytes.
public enum Hexadecimal {
    /// Encodes bytes as two lower-case digits each.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        let digits: StaticString = "0123456789abcdef"
        return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            var position = 0
            for byte in bytes {
                buffer[position] = digits.utf8Start[Int(byte >> 4)]
                buffer[position + 1] = digits.utf8Start[Int(byte & 0x0f)]
                position += 2
            }
            return position
        }
    }
}
