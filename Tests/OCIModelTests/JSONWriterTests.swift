// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func startsEmpty() {
        #expect(JSONWriter().bytes.isEmpty)
    }

    @Test func membersKeepTheirOrder() {
        let written = text { json in
            json.object { json in
                json.member("schema", "holdfast.holds/1")
                json.member("z", 1)
                json.member("a", true)
                json.member("m", nil as String?)
                json.member("n", nil as Int64?)
            }
        }
        #expect(written == #"{"schema":"holdfast.holds/1","z":1,"a":true,"m":null,"n":null}"#)
    }

    @Test func commasStandBetweenNeighboursOnly() {
        let written = text { json in
            json.object { json in
                json.member("empty", object: { _ in })
                json.member("none", texts: [])
                json.member("texts", texts: ["a", "b"])
                json.member("list", [1, 2] as [Int64]) { json, number in
                    json.member("id", number)
                    json.member("even", number.isMultiple(of: 2))
                }
                json.member(
                    "inner",
                    object: { json in
                        json.member("deep", object: { $0.member("deeper", texts: ["x"]) })
                        json.member("after", 1)
                    }
                )
                json.member("last", "")
            }
        }
        let expected =
            #"{"empty":{},"none":[],"texts":["a","b"],"list":[{"id":1,"even":false},{"id":2,"even":true}],"#
            + #""inner":{"deep":{"deeper":["x"]},"after":1},"last":""}"#
        #expect(written == expected)
    }

    @Test func arraysHoldValuesOfAnyKind() {
        let written = text { json in
            json.array { json in
                json.value("a")
                json.value(nil as String?)
                json.value(-5)
                json.value(nil as Int64?)
                json.value(false)
                json.object { _ in }
                json.array { _ in }
                json.array { $0.value(1) }
                json.value(.min as Int64?)
                json.value(.max as Int64?)
            }
        }
        #expect(written == #"["a",null,-5,null,false,{},[],[1],-9223372036854775808,9223372036854775807]"#)
    }

    @Test(arguments: [
        ("", #""""#),
        ("plain", #""plain""#),
        ("quote\" back\\ slash/", #""quote\" back\\ slash/""#),
        ("line\nfeed", #""line\nfeed""#),
        ("\0\u{1}\t\r\u{8}\u{c}\u{1b}\u{1f}", #""\u0000\u0001\u0009\u000d\u0008\u000c\u001b\u001f""#),
        ("\u{7f}\u{80}\u{2028}\u{2029}", "\"\u{7f}\u{80}\u{2028}\u{2029}\""),
        ("über 🦊 e\u{301}", "\"über 🦊 e\u{301}\""),
        ("</script>", #""</script>""#),
    ])
    func escapesWhatJSONForbids(value: String, expected: String) {
        #expect(Array(text { $0.value(value) }.utf8) == Array(expected.utf8))
        #expect(text { json in json.object { $0.member(value, 1) } } == "{\(expected):1}")
    }

    @Test func everyCharacterIsReadBack() throws {
        let scalars = (UInt32(0)...0x2ff).compactMap(Unicode.Scalar.init) + ["\u{ffff}", "\u{10000}", "\u{10ffff}"]
        for scalar in scalars {
            let value = "a\(scalar)b"
            var json = JSONWriter()
            json.object { $0.member(value, value) }
            let parsed = try JSONValue(parsing: json.bytes)
            #expect(parsed == .object([value: .string(value)]))
        }
    }

    @Test func whatIsWrittenParses() throws {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.history/1")
            json.member("events", [("created", 0), ("moved", 1)] as [(String, Int64)]) { json, event in
                json.member("index", event.1)
                json.member("event", event.0)
                json.member("previous", nil as String?)
                json.member("labels", texts: ["a\"", "\n"])
            }
            json.member("complete", true)
        }
        let parsed = try JSONValue(parsing: json.bytes)
        func event(_ index: Int64, _ name: String) -> JSONValue {
            .object([
                "index": .integer(index), "event": .string(name), "previous": .null,
                "labels": .array([.string("a\""), .string("\n")]),
            ])
        }
        #expect(
            parsed
                == .object([
                    "schema": .string("holdfast.history/1"),
                    "events": .array([event(0, "created"), event(1, "moved")]),
                    "complete": .bool(true),
                ])
        )
    }

    @Test func errorOfABodyIsPassedOn() {
        struct Refusal: Error {}
        var json = JSONWriter()
        #expect(throws: Refusal.self) {
            try json.object { _ in throw Refusal() }
        }
    }
}
