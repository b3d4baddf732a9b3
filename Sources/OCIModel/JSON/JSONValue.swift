// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A JSON document as a value.
///
/// Reading is strict where two readers could disagree: a key that appears twice in one object is refused, nesting is
/// bounded, whole numbers keep all 64 bits. This is for foreign bytes whose meaning a decision hangs on.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number with a fraction or exponent, or outside 64 bits, as its text.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The deepest nesting that is read.
    public static let maximumDepth = 64

    /// Reads one document that fills all the bytes.
    ///
    /// - Throws: ``JSONError`` with the byte offset. Cost is linear; the stack is bounded by ``maximumDepth``.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }

    /// The value under a key, when this is an object that has it.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The text, when this is a string.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The elements, when this is an array.
    public var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members, when this is an object.
    public var object: [String: JSONValue]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}
