// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Lays out JSON for people to review.
enum IndentedJSON {
    /// Puts members and elements on lines of their own.
    ///
    /// - Parameters:
    ///   - compact: A document without blanks between its parts.
    ///   - levels: How many levels are spread over lines; what lies deeper stays on one.
    /// - Returns: The same document, with a line feed at its end.
    static func bytes(of compact: [UInt8], levels: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(compact.count * 3 / 2)
        var depth = 0
        var isText = false
        var isEscaped = false
        for (index, byte) in compact.enumerated() {
            if isText {
                result.append(byte)
                if !isEscaped, byte == UInt8(ascii: "\"") { isText = false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                result.append(byte)
                depth += 1
                let isEmpty = index + 1 < compact.count && isEnd(compact[index + 1])
                if depth <= levels, !isEmpty { breakLine(&result, depth) }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                let isEmpty = index > 0 && isStart(compact[index - 1])
                depth -= 1
                if depth < levels, !isEmpty { breakLine(&result, depth) }
                result.append(byte)
            case UInt8(ascii: ","):
                result.append(byte)
                if depth <= levels { breakLine(&result, depth) } else { result.append(UInt8(ascii: " ")) }
            case UInt8(ascii: ":"):
                result.append(contentsOf: ": ".utf8)
            default:
                isText = byte == UInt8(ascii: "\"")
                result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\n"))
        return result
    }

    private static func breakLine(_ bytes: inout [UInt8], _ depth: Int) {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private static func isStart(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }

    private static func isEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") }
}
