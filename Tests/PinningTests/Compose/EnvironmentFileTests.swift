// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct EnvironmentFileTests {
    static func values(_ text: String) throws -> [String] {
        let text = SourceText(path: ".env", bytes: Array(text.utf8))
        return try EnvironmentFile(text).assignments.map { "\($0.name)=\(String(decoding: $0.content, as: UTF8.self))" }
    }

    @Test(arguments: [
        ("", []), ("\n\n  \n", []), ("# A=1\n  # B=2", []),
        ("A=1", ["A=1"]), ("A=1\r\nB=2\r\n", ["A=1", "B=2"]), ("\u{feff}A=1", ["A=1"]), ("  A = 1  ", ["A=1"]),
        ("export A=1\nexport\tB=2\nexported=3\nexport=4", ["A=1", "B=2", "exported=3", "export=4"]),
        ("A: 1\nB:2", ["A=1", "B=2"]), ("A=\nB=2", ["A=", "B=2"]), ("A\nB=2\nC", ["B=2"]),
        ("A=1 # one", ["A=1"]), ("A=1# one", ["A=1# one"]), ("A=a#b # c", ["A=a#b"]),
        ("A='x y' # c", ["A=x y"]), ("A=\"x # y\"\nB=2", ["A=x # y", "B=2"]), ("A=\"1\" B='2'", ["A=1", "B=2"]),
        ("A='it\\'s'\nB='a\\nb'", ["A=it's", "B=a\\nb"]), ("A=\"a\\nb\\t\\\"c\\\"\\\\\"", ["A=a\nb\t\"c\"\\"]),
        ("A=\"a\\$B\"", ["A=a$$B"]), ("A=\"two\nlines\"\nB=2", ["A=two\nlines", "B=2"]),
        ("A=nginx:1.25\nA.b-c[0]=x=y:z", ["A=nginx:1.25", "A.b-c[0]=x=y:z"]), ("A=a'b\"c", ["A=a'b\"c"]),
    ])
    func readsAssignmentsAsComposeDoes(text: String, expected: [String]) throws {
        #expect(try Self.values(text) == expected)
    }

    @Test(arguments: [
        ("A=1\n=2", 4), ("A='x", 2), ("A=\"x\\\"", 2), ("A B=1", 0), ("A%=1", 1), ("\n\"A\"=1", 1), ("A=\"1\"\"2\"", 5),
    ])
    func refusesWhatComposeRefuses(text: String, offset: Int) throws {
        let error = #expect(throws: PinningError.self) { try Self.values(text) }
        #expect(error?.code == .malformed)
        #expect(error?.offset == offset)
    }

    @Test func takesAFileApart() throws {
        let text = SourceText(path: ".env", bytes: Array("# c\nexport A='b' # d\nC = e\n".utf8))
        let elements = try EnvironmentFormat().structure(of: text)
        #expect(elements.map(\.kind) == ["name", "single", "name", "plain"])
        #expect(elements.map(\.value) == ["A", "b", "C", "e"])
        #expect(elements.map { text.text(in: $0.span) } == ["A", "'b'", "C", "e"])
        #expect(try EnvironmentFormat().references(in: text, context: ReadingContext()).isEmpty)
    }

    @Test func givesUpWhenValuesGrowWithoutBound() throws {
        var text = "A0=\(String(repeating: "x", count: 1000))\n"
        for number in 1...5000 { text += "A\(number)=$A0$A0$A0\n" }
        let file = SourceText(path: ".env", bytes: Array(text.utf8))
        let environment = ComposeEnvironment(files: [file], parent: nil)
        #expect(environment.failure?.contains("have more than") == true)
        #expect(environment["A0"] == nil)

        let doubling = "A=x\n" + (0..<60).map { "A\($0 + 1)=${A\($0)-xxxx}${A\($0)-xxxx}" }.joined(separator: "\n")
        let bounded = ComposeEnvironment(files: [SourceText(path: ".env", bytes: Array(doubling.utf8))], parent: nil)
        #expect((bounded["A60"]?.value.count ?? 0) <= ComposeEnvironment.maximumValueSize)
    }
}
