// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct YAMLStreamTests {
    @Test(arguments: [
        ("a: b # c", "{plain(a): plain(b)}"),
        ("a: 'it''s'", "{plain(a): singleQuoted(it\\'s)}"),
        ("a: \"x\\x41\\u00e9\"", "{plain(a): doubleQuoted(xA\\u{00E9})}"),
        ("a: \"b\\\n   c\"", "{plain(a): doubleQuoted(bc)}"),
        ("a: b\n  c\n\n  d", "{plain(a): plain(b c\\nd)}"),
        ("a: |2-\n    b\n  c\n\n", "{plain(a): literal(  b\\nc)}"),
        ("a: >+\n  b\n  c\n\n", "{plain(a): folded(b c\\n\\n)}"),
        ("a: |\r\n  b\r\n", "{plain(a): literal(b\\n)}"),
        ("a:\n- b\n-\nc:", "{plain(a): [plain(b), plain()], plain(c): plain()}"),
        ("- - a\n- b: c\n  d: e", "[[plain(a)], {plain(b): plain(c), plain(d): plain(e)}]"),
        ("? [a]\n: {b, c: d}", "{[plain(a)]: {plain(b): plain(), plain(c): plain(d)}}"),
        ("[a: b]", "[{plain(a): plain(b)}]"),
        ("a: &x b\nc: [*x, *x]", "{plain(a): plain(b), plain(c): [plain(b), plain(b)]}"),
        ("a: &x 1\nb: &x 2\nc: *x", "{plain(a): plain(1), plain(b): plain(2), plain(c): plain(2)}"),
        ("--- a\n...\n%YAML 1.2\n--- b\n---\n", "plain(a)\nplain(b)\nplain()"),
        ("\u{feff}a: b\nc: d", "{plain(a): plain(b), plain(c): plain(d)}"),
        ("# nothing", ""),
    ])
    func readsValues(text: String, expected: String) {
        #expect(YAMLRendering.ours(Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        ("a: b: c", 4), ("a: [b", 5), ("a: 'b", 3), ("a: *b", 3), ("a: &b [*b]", 7), ("\ta: b", 0), ("a: @b", 3),
        ("a: !x!y b", 3), ("a\nb: c", 3), ("a: \"\\q\"", 4), ("a: b\n...\nc: d", 9), ("a: \u{0}", 3),
        ("%FOO\n--- a", 0),
        ("a: b\n\tc: d", 3),
    ])
    func refusesWhatIsMalformedAndSaysWhere(text: String, offset: Int) {
        let error = #expect(throws: PinningError.self) { try YAMLStream.parse(Self.source(text)) }
        #expect(error?.code == .malformed)
        #expect(error?.offset == offset)
    }

    @Test(
        arguments: [
            [0xff, 0xfe, 0x61, 0x00], [0xfe, 0xff, 0x00, 0x61], [0x61, 0x00], [0x61, 0xff], [0xc3], [0xed, 0xa0, 0x80],
            [0xc0, 0xaf], [0xef, 0xbf, 0xbf], [0x7f], [0xf4, 0x90, 0x80, 0x80],
        ] as [[UInt8]]
    )
    func refusesWhatIsNotUTF8(bytes: [UInt8]) {
        let error = #expect(throws: PinningError.self) { try YAMLStream.parse(SourceText(path: "f", bytes: bytes)) }
        #expect(error?.code == .malformed)
    }

    @Test func keepsTagsAndAnchorsAsTheyAreWritten() throws {
        let root = try Self.root("a: !reference [b]\nc: &x !!str d\ne: !<tag:f> g\nh: *x")
        #expect(root.value("a")?.tag == "!reference")
        #expect(root.value("c")?.tag == "!!str")
        #expect(root.value("c")?.anchor == "x")
        #expect(root.value("e")?.tag == "!<tag:f>")
        #expect(root.value("h")?.string == "d")
    }

    @Test(arguments: [
        ("a: b  # c", "b"), ("a: 'b c' ", "'b c'"), ("a: &x !!str \"b\"", "\"b\""), ("a: [b, c] # d", "[b, c]"),
        ("a:\n  b: c\n  # d\n", "b: c"), ("a:\n- b\n- c\n\n", "- b\n- c"), ("a: b\n  c\n", "b\n  c"),
        ("a:   \nb: c", ""),
    ])
    func spansAreTheBytesOfTheValueAlone(text: String, value: String) throws {
        let source = Self.source(text)
        let span = try #require(YAMLStream.parse(source).documents.first?.value("a")).span
        #expect(source.text(in: span) == value)
    }

    static func source(_ text: String) -> SourceText { SourceText(path: "f.yaml", bytes: Array(text.utf8)) }

    static func root(_ text: String) throws -> YAMLNode { try #require(YAMLStream.parse(source(text)).documents.first) }
}
