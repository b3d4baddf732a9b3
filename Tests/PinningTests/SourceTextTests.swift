// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct SourceTextTests {
    @Test(arguments: [
        (0, 1, 1), (2, 1, 3), (3, 1, 3), (4, 1, 4), (6, 2, 1), (99, 2, 2),
    ])
    func countsLinesAndUnicodeScalarsFromOne(offset: Int, line: Int, column: Int) {
        let table = LineTable(SourceText(path: "f", bytes: Array("aéb\r\nx".utf8)))
        #expect(table.position(of: offset) == SourcePosition(line: line, column: column))
    }

    @Test func aByteOrderMarkIsNoColumn() {
        let table = LineTable(SourceText(path: "f", bytes: [0xef, 0xbb, 0xbf] + Array("ab\ncd".utf8)))
        #expect(table.position(of: 4) == SourcePosition(line: 1, column: 2))
        #expect(table.position(of: 7) == SourcePosition(line: 2, column: 2))
    }
}
