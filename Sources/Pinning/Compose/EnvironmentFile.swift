// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A file of variables as compose reads it: `NAME=value`, quotes, `export`, comments.
///
/// Names without a value, which take it from the process, are left out. Reading is linear in the file.
struct EnvironmentFile {
    struct Assignment {
        let name: String
        let nameSpan: Range<Int>
        /// The bytes of the value, quotes included.
        let span: Range<Int>
        /// The value without quotes and escapes, before variables in it are replaced.
        let content: [UInt8]
        /// The bytes that spell the content one for one; nil where escapes stand between.
        let contentSpan: Range<Int>?
        let quoting: Quoting
    }

    enum Quoting: String {
        case plain
        /// Variables in it stay as they are.
        case single
        case double
    }

    /// The assignments in the order of the bytes; of a name that is assigned twice, the last counts.
    let assignments: [Assignment]

    /// Reads a file.
    ///
    /// - Throws: ``PinningError/Code/malformed`` where compose would refuse the file.
    init(_ text: SourceText) throws(PinningError) {
        var reader = EnvironmentReader(bytes: text.bytes)
        self.assignments = try reader.read()
    }
}
