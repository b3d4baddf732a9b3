// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// RFC 3986 percent-encoding.
enum PercentEncoding {
    /// Decodes bytes; nil for a broken escape or text that is not UTF-8.
    static func decode(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.contains(UInt8(ascii: "%")) else { return String(validating: bytes, as: UTF8.self) }
        return decodedBytes(bytes).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Decodes bytes that need not be text, such as the name of a file; nil for a broken escape.
    static func decodedBytes(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                return nil
            }
            decoded.append(high << 4 | low)
        }
        return decoded
    }

    /// Encodes all but unreserved characters.
    static func encode(_ text: String) -> String { encode(text.utf8) }

    /// Encodes all but the bytes of unreserved characters.
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var encoded = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return encoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
