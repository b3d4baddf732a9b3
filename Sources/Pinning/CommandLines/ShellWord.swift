// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A word of a command, without quotes and escapes.
struct ShellWord: Hashable, Sendable {
    /// The word; variables and commands in it stand as they are written.
    var text = TracedText()
    /// Tells whether a part of the word is known only when it runs.
    var isVariable = false
    /// Tells whether a part of the word stood between quotes or behind an escape.
    var isQuoted = false

    /// The word as the name of a program, without the way to it; empty for what is longer than any.
    var programName: String {
        let slash = text.bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1
        return text.count - slash > 32 ? "" : String(decoding: text.bytes[(slash + 1)...], as: UTF8.self)
    }

    /// Tells whether the word gives a variable its value: `NAME=value`.
    var assignment: Int? {
        guard let equals = text.bytes.firstIndex(of: UInt8(ascii: "=")), equals > 0,
            text.bytes[..<equals].allSatisfy(\.isNameByte), !text.bytes[0].isDecimalDigit
        else { return nil }
        return equals
    }
}
