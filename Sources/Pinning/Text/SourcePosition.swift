// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A place in a file as editors count it: both numbers begin with 1, columns count Unicode scalars.
public struct SourcePosition: Hashable, Sendable {
    /// The line.
    public let line: Int
    /// The column.
    public let column: Int

    /// Creates a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// Where the lines of a text begin.
///
/// Lines end with a line feed; a carriage return before it belongs to the line. Making a table costs one pass over the
/// text, a position the logarithm of the number of lines and the length of one line.
public struct LineTable: Sendable {
    private let bytes: [UInt8]
    private let starts: [Int]

    /// Creates the table of a text.
    public init(_ text: SourceText) {
        self.bytes = text.bytes
        var starts = [0]
        for (index, byte) in text.bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        self.starts = starts
    }

    /// The position of a byte; an offset beyond the text is its end.
    public func position(of offset: Int) -> SourcePosition {
        let offset = min(max(0, offset), bytes.count)
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        let hasMark = starts[low] == 0 && bytes.starts(with: [0xef, 0xbb, 0xbf])
        let start = starts[low] + (hasMark ? 3 : 0)
        let column = bytes[min(start, offset)..<offset].count { $0 & 0xc0 != 0x80 }
        return SourcePosition(line: low + 1, column: column + 1)
    }
}
