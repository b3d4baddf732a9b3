// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@Suite struct JSONValueTests {
    @Test(
        arguments: [
            ("null", .null), ("true", .bool(true)), (" false\n", .bool(false)), ("0", .integer(0)), ("-0", .integer(0)),
            ("-7", .integer(-7)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number("9223372036854775808")),
            ("-9223372036854775809", .number("-9223372036854775809")),
            ("123456789012345678901234567890", .number("123456789012345678901234567890")),
            ("1.0", .number("1.0")), ("1e2", .number("1e2")), ("-1.5E+10", .number("-1.5E+10")),
            ("0e0", .number("0e0")),
            ("1e999999999", .number("1e999999999")),
            ("\"\"", .string("")), ("\"aé😀\"", .string("aé😀")),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{c}\n\r\t")),
            (#""\u0041\u00e9\u20AC""#, .string("Aé€")), (#""\ud83d\uDE00""#, .string("😀")),
            (#""a\u0000b""#, .string("a\0b")),
            (#""\ud7ff\ue000\uffff""#, .string("\u{d7ff}\u{e000}\u{ffff}")),
            ("\"\u{7f}\u{80}\"", .string("\u{7f}\u{80}")),
            ("[]", .array([])), ("[ 1 , [ ] ,{}]", .array([.integer(1), .array([]), .object([:])])),
            ("{}", .object([:])),
            (#"{"a":1,"":{"a":2}}"#, .object(["a": .integer(1), "": .object(["a": .integer(2)])])),
            ("\t\r\n [\t\r\n ]", .array([])),
        ] as [(String, JSONValue)]
    )
    func reads(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("[", .unexpectedEnd, 1), ("{", .unexpectedEnd, 1),
            ("[1", .unexpectedEnd, 2),
            ("{\"a\"", .unexpectedEnd, 4), ("{\"a\":", .unexpectedEnd, 5), ("\"a", .unexpectedEnd, 2),
            ("\"a\\", .unexpectedEnd, 3),
            ("\"\\u00", .unexpectedEnd, 5), ("tru", .unexpectedEnd, 3), ("-", .unexpectedEnd, 1),
            ("]", .unexpectedByte, 0), ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1),
            ("[1 2]", .unexpectedByte, 3),
            ("{\"a\":1,}", .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1), ("{1:1}", .unexpectedByte, 1),
            ("{\"a\" 1}", .unexpectedByte, 5),
            ("{'a':1}", .unexpectedByte, 1), ("nul1", .unexpectedByte, 3), ("True", .unexpectedByte, 0),
            ("NaN", .unexpectedByte, 0),
            ("+1", .unexpectedByte, 0), (".5", .unexpectedByte, 0), ("// x\n1", .unexpectedByte, 0),
            ("\u{feff}1", .unexpectedByte, 0),
            ("\"\\x\"", .unexpectedByte, 3), ("\u{a0}1", .unexpectedByte, 0),
            ("01", .invalidNumber, 1), ("-01", .invalidNumber, 2), ("1.", .invalidNumber, 2),
            ("1.e2", .invalidNumber, 2), ("1e", .invalidNumber, 2),
            ("1e+", .invalidNumber, 3), ("-a", .invalidNumber, 1), ("--1", .invalidNumber, 1),
            ("1 2", .trailingBytes, 2), ("{}x", .trailingBytes, 2), ("[]]", .trailingBytes, 2),
            ("1\0", .trailingBytes, 1), ("0x10", .trailingBytes, 1),
            ("{\"a\":1,\"a\":2}", .duplicateKey, 12), ("{\"a\":1,\"\\u0061\":1}", .duplicateKey, 17),
            ("[{\"x\":{\"b\":1,\"b\":1}}]", .duplicateKey, 18),
            ("\"\n\"", .invalidText, 2), ("\"\0\"", .invalidText, 2), ("\"\\ud83d\"", .invalidText, 7),
            ("\"\\ude00\"", .invalidText, 7),
            ("\"\\ud83dx\"", .invalidText, 7), ("\"\\ud83d\\n\"", .invalidText, 8),
            ("\"\\ud83d\\u0041\"", .invalidText, 13),
            ("\"\\u00g0\"", .invalidText, 5), ("\"\\u-123\"", .invalidText, 3),
        ] as [(String, JSONError.Reason, Int)]
    )
    func refuses(_ text: String, _ reason: JSONError.Reason, _ offset: Int) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error.reason == reason)
        #expect(error.offset == offset)
    }

    @Test(
        arguments: [
            [0x80], [0xc3], [0xc0, 0xaf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
            [0xf8, 0x88, 0x80, 0x80, 0x80], [0xff],
        ] as [[UInt8]]
    )
    func refusesTextThatIsNotUTF8(_ bytes: [UInt8]) throws {
        for prefix in ["", "\\n"] {
            let document = Array("\"\(prefix)".utf8) + bytes + Array("\"".utf8)
            let error = try #require(throws: JSONError.self) { try JSONValue(parsing: document) }
            #expect(error.reason == .invalidText)
        }
    }

    @Test func boundsDepth() throws {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSONValue(parsing: Array(deepest.utf8))
        for text in [
            "[" + deepest + "]", String(repeating: "[", count: 1_000_000), String(repeating: "{\"a\":", count: 100_000),
        ] {
            let error = try #require(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
            #expect(error.reason == .tooDeep)
        }
    }

    @Test func givesItsParts() throws {
        let value = try JSONValue(parsing: Array(#"{"a":["b",1],"n":null}"#.utf8))
        #expect(value["a"]?.array?.first?.string == "b")
        #expect(value["n"] == .null)
        #expect(value["x"] == nil)
        #expect(value.object?.count == 2)
        #expect(value.string == nil && value.array == nil && JSONValue.null["a"] == nil && JSONValue.null.object == nil)
    }

    @Test func neverCrashesOnDamagedDocuments() {
        let seeds = [
            #"{"schemaVersion":2,"mediaType":"a/b","config":{"digest":"sha256:00","size":-12.5e+3},"layers":[null,true,false,[]]}"#,
            #"["\ud83d\ude00\u00e9\\\"",{"":{"":[[[[0]]]]}},"é€😀",9223372036854775807]"#,
        ]
        var random = Deterministic(seed: 42)
        let interesting = Array("\0\t\n \"\\{}[]:,-+.eE019truefalsn/bud8".utf8) + [0x7f, 0x80, 0xc3, 0xed, 0xf0, 0xff]
        var counts = (accepted: 0, refused: 0)
        for round in 0..<20_000 {
            let bytes = random.mutate(Array(seeds[round % seeds.count].utf8), with: interesting)
            do {
                _ = try JSONValue(parsing: bytes)
                counts.accepted += 1
            } catch {
                #expect((0...bytes.count).contains(error.offset))
                counts.refused += 1
            }
        }
        #expect(counts.accepted > 0 && counts.refused > 0)
    }
}
