// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Where the members of a JSON object stand in the bytes of a document, so that one can be changed and the rest not.
///
/// For bytes that a strict parser has accepted already. It reads each byte once, and finds nothing rather than something
/// wrong.
struct JSONObjectSpans {
    /// A member: its name, and the bytes of its value.
    struct Member {
        let name: String
        let value: Range<Int>
    }

    /// The members in their order.
    private(set) var members: [Member] = []
    /// Where another member would begin: behind the last value, or behind the opening brace.
    private(set) var end: Int

    /// Finds the members of the object that begins in a range of bytes; nil when there is none.
    init?(_ bytes: [UInt8], in range: Range<Int>) {
        var position = Self.afterBlanks(bytes, range.lowerBound)
        guard position < range.upperBound, bytes[position] == UInt8(ascii: "{") else { return nil }
        end = position + 1
        position = Self.afterBlanks(bytes, end)
        while position < range.upperBound, bytes[position] == UInt8(ascii: "\"") {
            guard let name = Self.endOfText(bytes, position) else { return nil }
            let colon = Self.afterBlanks(bytes, name)
            guard colon < range.upperBound, bytes[colon] == UInt8(ascii: ":") else { return nil }
            let start = Self.afterBlanks(bytes, colon + 1)
            guard let stop = Self.endOfValue(bytes, start) else { return nil }
            // A name may be written with escapes; only the parser knows what it says.
            guard case .string(let text)? = try? JSONValue(parsing: Array(bytes[position..<name])) else { return nil }
            members.append(Member(name: text, value: start..<stop))
            end = stop
            position = Self.afterBlanks(bytes, stop)
            guard position < range.upperBound, bytes[position] == UInt8(ascii: ",") else { break }
            position = Self.afterBlanks(bytes, position + 1)
        }
        guard position < range.upperBound, bytes[position] == UInt8(ascii: "}") else { return nil }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }

    private static func afterBlanks(_ bytes: [UInt8], _ start: Int) -> Int {
        var position = start
        while position < bytes.count, isBlank(bytes[position]) { position += 1 }
        return position
    }

    /// The position behind the closing quotation mark of the text that begins here.
    private static func endOfText(_ bytes: [UInt8], _ start: Int) -> Int? {
        var position = start + 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""): return position + 1
            default: position += 1
            }
        }
        return nil
    }

    /// The position behind the value that begins here.
    private static func endOfValue(_ bytes: [UInt8], _ start: Int) -> Int? {
        var position = start
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let stop = endOfText(bytes, position) else { return nil }
                position = stop
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // A number or a word ends before what closes its object.
                guard depth > 0 else { return position > start ? position : nil }
                depth -= 1
                position += 1
            case UInt8(ascii: ","), 0x20, 0x0a, 0x0d, 0x09:
                guard depth > 0 else { return position > start ? position : nil }
                position += 1
                continue
            default:
                position += 1
                continue
            }
            if depth == 0 { return position }
        }
        return nil
    }
}
