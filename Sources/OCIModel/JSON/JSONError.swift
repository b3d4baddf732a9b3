// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why bytes are not a JSON document, and where.
public struct JSONError: Error, Hashable {
    /// The kind of fault.
    public enum Reason: String, Sendable {
        case unexpectedEnd = "it ends too early"
        case unexpectedByte = "a character that does not belong there"
        case tooDeep = "it is nested more than 64 levels deep"
        case duplicateKey = "a key appears twice in one object"
        case invalidText = "a string holds invalid UTF-8, an unpaired surrogate or a raw control character"
        case invalidNumber = "a number is malformed"
        case trailingBytes = "there is more after the end of the document"
    }

    /// The kind of fault.
    public let reason: Reason
    /// The byte offset at which it was noticed.
    public let offset: Int
}

extension JSONError: CustomStringConvertible {
    /// The fault and its place in words.
    public var description: String { "\(reason.rawValue) (byte \(offset))" }
}
