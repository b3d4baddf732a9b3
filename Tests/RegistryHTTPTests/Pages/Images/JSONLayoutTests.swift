// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import RegistryHTTP

@Suite struct JSONLayoutTests {
    @Test(arguments: [
        (
            #"{"a":1,"b":[true,"x, y: {z}"],"c":{}}"#,
            "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    \"x, y: {z}\"\n  ],\n  \"c\": {}\n}"
        ),
        (#"  [ ]"#, "[]"),
        (#"{"q":"a\"b\\","r":[[1]]}"#, "{\n  \"q\": \"a\\\"b\\\\\",\n  \"r\": [\n    [\n      1\n    ]\n  ]\n}"),
    ])
    func breaksLines(json: String, expected: String) {
        let layout = JSONLayout(Array(json.utf8))
        #expect(layout.text == expected)
        #expect(!layout.isCut)
    }

    @Test func meansTheSame() throws {
        let json = Array(#"{"a":{"b":[1,2,{"c":"\u0041 \" ]"}],"d":null},"e":-1.5e3}"#.utf8)
        #expect(try JSONValue(parsing: Array(JSONLayout(json).text.utf8)) == JSONValue(parsing: json))
    }

    @Test func endsWhateverItIsGiven() {
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<300 {
            var bytes: [UInt8] = []
            for _ in 0..<200 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                let set = Array("{}[]\",:\\ a\n\u{ff}".utf8)
                bytes.append(set[Int(state % UInt64(set.count))])
            }
            #expect(JSONLayout(bytes).text.utf8.count < 200 * 200)
        }
        let deep = JSONLayout([UInt8](repeating: UInt8(ascii: "["), count: 1 << 20))
        #expect(deep.isCut)
        #expect(deep.text.utf8.count < JSONLayout.maximumLength + 200)
    }
}
