// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct JSONCReaderTests {
    private static func read(_ text: String) throws(PinningError) -> JSONCNode {
        try JSONCReader.read(SourceText(path: "f", bytes: Array(text.utf8)))
    }

    @Test(arguments: [
        (#""a""#, "a"), (#""""#, ""), (#""a\"\\\/\b\f\n\r\tb""#, "a\"\\/\u{8}\u{c}\n\r\tb"), (#""\u00e9""#, "é"),
        (#""\ud83d\ude00""#, "😀"), (#""\ud83dx""#, "\u{fffd}x"), (#""\udc00""#, "\u{fffd}"),
        (#""\ud83dA""#, "\u{fffd}A"), ("\u{feff} // x\r\n/* * / */ \"a\" // end", "a"), ("\"\té\"", "\té"),
    ])
    func readsTexts(text: String, value: String) throws {
        #expect(try Self.read(text).text?.value == value)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "{\"a\"}", "{\"a\":}", "{\"a\":1 \"b\":2}", "[1 2]", "[,]", "\"a", "\"a\nb\"",
        #""\x""#,
        #""\u12""#, #""\u+123""#, "/", "/* *", "{a:1}", "1 2", "{} x", "\"\\", "'a'",
    ])
    func refusesWhatIsNoJSON(text: String) throws {
        let error = try #require(throws: PinningError.self) { _ = try Self.read(text) }
        #expect(error.code == .malformed)
        #expect((0...text.utf8.count).contains(error.offset ?? -1))
    }

    @Test func commasMayStandBeforeClosingBrackets() throws {
        let node = try Self.read("{\"a\": [1, 2,], \"b\": {},}")
        #expect(node.members.map(\.key.value) == ["a", "b"])
        #expect(node.values("a").first?.elements.count == 2)
    }

    @Test func refusesBytesThatAreNoText() throws {
        let error = try #require(throws: PinningError.self) {
            _ = try JSONCReader.read(SourceText(path: "f", bytes: [0x22, 0xff, 0x22]))
        }
        #expect(error.code == .malformed)
    }

    @Test(arguments: ["[", "{\"a\":"]) func depthIsBounded(piece: String) throws {
        let error = try #require(throws: PinningError.self) {
            _ = try Self.read(String(repeating: piece, count: 1_000_000))
        }
        #expect(error.code == .tooLarge)
    }

    @Test func theNumberOfValuesIsBounded() throws {
        let error = try #require(throws: PinningError.self) {
            _ = try Self.read("[" + String(repeating: "1,", count: 300_000) + "]")
        }
        #expect(error.code == .tooLarge)
    }

    @Test func aLargeFileIsRefused() throws {
        let error = try #require(throws: PinningError.self) {
            _ = try JSONCReader.read(
                SourceText(path: "f", bytes: Array(repeating: 0x20, count: SourceText.maximumSize + 1))
            )
        }
        #expect(error.code == .tooLarge)
    }

    @Test func theStructureIsWhatTheFileSays() throws {
        let text = "{\"a\": [true, -1.5e3, \"x\\n\"], // c\n \"b\": {},}"
        var elements: [StructureElement] = []
        try Self.read(text).describe(in: Array(text.utf8), to: &elements)
        #expect(
            elements.map { "\($0.kind) \($0.value)" } == [
                "object ", "key a", "array ", "literal true", "literal -1.5e3", "string x\n", "end ", "key b",
                "object ",
                "end ", "end ",
            ]
        )
        #expect(zip(elements, elements.dropFirst()).allSatisfy { $0.span.upperBound <= $1.span.lowerBound })
    }
}
