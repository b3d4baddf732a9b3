// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Reads a JSON object that holds one large list of objects, one of them at a time.
///
/// The document as values takes many times its bytes, which a table of a hundred thousand files must not.
enum JSONElements {
    /// Reads a document and hands out the objects of its list.
    ///
    /// Everything is read as strictly as by `JSONValue`.
    ///
    /// - Parameters:
    ///   - bytes: The document.
    ///   - body: Takes each object of a list that is a member of the outermost object.
    /// - Returns: The document with null in the place of each object handed out.
    /// - Throws: `JSONError`, whose offset counts from the object handed out if the fault lies in one.
    static func read(_ bytes: [UInt8], each body: (JSONValue) -> Void) throws(JSONError) -> JSONValue {
        var frame: [UInt8] = []
        var depth = 0
        var isText = false
        var copied = 0
        var start = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if isText {
                if byte == UInt8(ascii: "\\") { position += 1 }
                if byte == UInt8(ascii: "\"") { isText = false }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth == elementDepth, byte == UInt8(ascii: "{") { start = position - 1 }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == elementDepth, byte == UInt8(ascii: "}"), start >= copied, bytes[start] == UInt8(ascii: "{")
                {
                    frame += bytes[copied..<start]
                    frame += "null".utf8
                    copied = position
                    body(try JSONValue(parsing: Array(bytes[start..<position])))
                }
                depth -= 1
            default: break
            }
        }
        frame += bytes[copied...]
        return try JSONValue(parsing: frame)
    }

    /// The outermost object, the list, the element.
    private static let elementDepth = 3
}
