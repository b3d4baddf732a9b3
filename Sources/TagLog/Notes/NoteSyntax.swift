// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The small pieces that notes, proofs and requests to witnesses are written in.
enum NoteSyntax {
    static let lineEnd = UInt8(ascii: "\n")
    /// What a line with a signature begins with: an em dash and a blank.
    static let signatureMark = Array("\u{2014} ".utf8)

    /// Decodes Base64 in the one spelling that encoding gives: standard alphabet, padded, no bits left over.
    static func base64(_ text: some Collection<UInt8>) -> [UInt8]? {
        let spelling = String(decoding: text, as: UTF8.self)
        guard let bytes = Base64.decode(spelling), Base64.encode(bytes).utf8.elementsEqual(text) else { return nil }
        return bytes
    }

    /// Reads a hash in Base64.
    static func hash(_ text: some Collection<UInt8>) -> LogHash? {
        guard text.count == 44, let bytes = base64(text) else { return nil }
        return LogHash(bytes)
    }

    /// Reads a decimal number without sign and leading zeros, up to 2^62.
    static func number(_ text: some Collection<UInt8>) -> Int64? {
        guard let first = text.first, text.count <= 19, first != UInt8(ascii: "0") || text.count == 1 else {
            return nil
        }
        var value: Int64 = 0
        for digit in text {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            // Nineteen digits may be more than fits.
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value <= 1 << 62 ? value : nil
    }

    /// The lines of a text whose every line is ended; nil when the last one is not.
    static func lines(_ text: some BidirectionalCollection<UInt8>) -> [[UInt8]]? {
        guard text.last == lineEnd else { return nil }
        return text.dropLast().split(separator: lineEnd, omittingEmptySubsequences: false).map { Array($0) }
    }

    /// UTF-8 without control characters but line ends; nil otherwise.
    static func text(_ bytes: [UInt8]) -> String? {
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == lineEnd }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Tells whether a key may have this name.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { $0 != "+" && $0.value >= 0x20 && !$0.properties.isWhitespace }
    }

    /// Compares names byte by byte; Swift's own comparison takes different spellings of an accent for the same.
    static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }
}
