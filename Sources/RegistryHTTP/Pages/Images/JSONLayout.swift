// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// JSON with line breaks and indentation; everything else stays as it is written, in its order.
struct JSONLayout {
    /// The text, cut after ``maximumLength`` bytes.
    let text: String
    /// Tells whether there is more.
    let isCut: Bool

    /// The most bytes of the result.
    static let maximumLength = 128 << 10
    /// Deeper values are not indented further.
    private static let deepest = 32

    /// Lays out a document; what is not JSON gives its own words with odd line breaks.
    init(_ bytes: [UInt8]) {
        var result: [UInt8] = []
        var depth = 0
        var isInText = false
        var isEscaped = false
        var isOpen = false
        var position = 0
        while position < bytes.count, result.count < Self.maximumLength {
            let byte = bytes[position]
            position += 1
            if isInText {
                result.append(byte)
                isInText = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d: continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth = max(0, depth - 1)
                if !isOpen { Self.breakLine(depth, &result) }
                isOpen = false
                result.append(byte)
                continue
            default: if isOpen { Self.breakLine(depth, &result) }
            }
            isOpen = false
            result.append(byte)
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                isOpen = true
            case UInt8(ascii: ","): Self.breakLine(depth, &result)
            case UInt8(ascii: ":"): result.append(0x20)
            case UInt8(ascii: "\""): isInText = true
            default: break
            }
        }
        self.text = String(decoding: result, as: UTF8.self)
        self.isCut = position < bytes.count
    }

    private static func breakLine(_ depth: Int, _ result: inout [UInt8]) {
        result.append(0x0a)
        result += repeatElement(0x20, count: 2 * min(depth, deepest))
    }
}
