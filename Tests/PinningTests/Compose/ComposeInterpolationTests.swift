// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct ComposeInterpolationTests {
    static let values = ["SET": "value", "EMPTY": "", "OTHER": "o"]

    private func interpolation(of text: String, limit: Int = 1000) -> ComposeInterpolation? {
        let bytes = Array(text.utf8)
        guard let template = ComposeTemplate(bytes, in: 0..<bytes.count) else { return nil }
        return ComposeInterpolation(template, of: bytes, limit: limit) { Self.values[$0].map { Array($0.utf8) } }
    }

    @Test(arguments: [
        ("plain", "plain"), ("$SET", "value"), ("${SET}", "value"), ("a${SET}b$OTHER.c", "avaluebo.c"),
        ("$$SET", "$SET"), ("$$$SET", "$value"), ("$$$$", "$$"), ("$1 $ $-", "$1 $ $-"), ("cost$", "cost$"),
        ("${SET:-d}", "value"), ("${EMPTY:-d}", "d"), ("${NONE:-d}", "d"),
        ("${SET-d}", "value"), ("${EMPTY-d}", ""), ("${NONE-d}", "d"),
        ("${SET:+w}", "w"), ("${EMPTY:+w}", ""), ("${NONE:+w}", ""),
        ("${SET+w}", "w"), ("${EMPTY+w}", "w"), ("${NONE+w}", ""),
        ("${SET:?e}", "value"), ("${SET?e}", "value"), ("${EMPTY?e}", ""),
        ("${NONE:-${EMPTY:-${SET}}}", "value"), ("${NONE:-a${SET}b}c", "avaluebc"), ("${NONE:-}", ""),
        ("${NONE:-repo:1.2-x+y?z}", "repo:1.2-x+y?z"), ("${NONE:-a$$b}", "a$b"), ("${NONE:-{a}}", "{a}"),
        ("${SET:-${NONE}}", "value"), ("é${SET}é", "évalueé"),
    ])
    func replacesVariablesAsComposeDoes(text: String, result: String) throws {
        let made = try #require(interpolation(of: text))
        #expect(made.text == result)
        #expect(made.obstacle == nil)
    }

    @Test(arguments: [
        ("$NONE", "NONE has no value"), ("a${NONE}b", "NONE has no value"), ("${NONE:-${NO}}", "NO has no value"),
        ("${NONE:?e}", "NONE has no value"), ("${EMPTY:?e}", "EMPTY has no value"), ("${NONE?}", "NONE has no value"),
    ])
    func saysWhichVariableHasNoValue(text: String, reason: String) throws {
        #expect(try #require(interpolation(of: text)).obstacle == reason)
    }

    @Test(arguments: ["${", "${}", "${1}", "${A", "${A:}", "${A:x}", "${A.b}", "${A:-${B}", "a${-b}", "${A[b]}"])
    func refusesWhatComposeRefuses(text: String) {
        #expect(interpolation(of: text) == nil)
    }

    @Test func refusesToGoDeeperThanItsBound() {
        func nested(_ depth: Int) -> String {
            String(repeating: "${A:-", count: depth) + "x" + String(repeating: "}", count: depth)
        }
        #expect(interpolation(of: nested(16))?.text == "x")
        #expect(interpolation(of: nested(17)) == nil)
        #expect(interpolation(of: String(repeating: "${A:-", count: 100_000)) == nil)
    }

    @Test func stopsAtItsLimit() throws {
        let made = try #require(interpolation(of: String(repeating: "$SET", count: 1000), limit: 12))
        #expect(made.obstacle == "it becomes longer than 12 bytes")
        #expect(made.bytes.count <= 12)
    }

    @Test func tellsWhereEachByteComesFrom() throws {
        let text = Array("a${X:-bc${SET}}$$d".utf8)
        let template = try #require(ComposeTemplate(text, in: 0..<text.count))
        let made = ComposeInterpolation(template, of: text, limit: 100) { $0 == "SET" ? Array("v".utf8) : nil }
        #expect(made.text == "abcv$d")
        #expect(made.pieces.map(\.origin) == [.text, .text, .variable("SET"), .dollar, .text])
        #expect(made.pieces.map(\.source) == [0..<1, 6..<8, 8..<14, 15..<17, 17..<18])
        #expect(made.pieces.map(\.outermost) == [0..<1, 1..<15, 1..<15, 15..<17, 17..<18])
        #expect(made.names == ["X", "SET"])
    }
}
