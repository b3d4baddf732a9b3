// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct HCLReaderTests {
    private static func read(_ text: String) throws(PinningError) -> (body: HCLBody, elements: [StructureElement]) {
        try HCLReader.read(SourceText(path: "f", bytes: Array(text.utf8)))
    }

    private static func text(_ expression: HCLExpression?) -> String? {
        guard case .template(let template) = expression else { return nil }
        return template.parts.map { part in
            switch part {
            case .text(let text): text.value
            case .interpolation, .directive: "<>"
            }
        }.joined()
    }

    @Test(arguments: [
        (#"a = "x""#, "x"), (#"a = """#, ""), (#"a = "\n\r\t\"\\\u00e9\U0001F600""#, "\n\r\t\"\\é😀"),
        (#"a = "$${x} %%{x} $x %x $$x""#, "${x} %{x} $x %x $$x"), (#"a = "a${b}c""#, "a<>c"),
        (#"a = "${"${"x"}"}""#, "<>"), (#"a = "${ b ? "}" : "y" }z""#, "<>z"),
        (#"a = "%{ if b }x%{ endif }""#, "<>x<>"),
        ("a = <<EOT\nx \"y\" \\n\n  z\nEOT\n", "x \"y\" \\n\n  z\n"), ("a = <<EOT\n  EOT\n", ""),
        ("a = <<-EOT\n    x\n\n      y\n    EOT\n", "x\n\n  y\n"), ("a = <<-E\n\tx${b}\n\t y\nE\n", "x<>\n y\n"),
        ("a = <<E\r\nx\r\nE\r\n", "x\r\n"), ("a = <<-E\n  x\ny\n  E\n", "  x\ny\n"), ("a = (\n\"x\"\n)", "x"),
    ])
    func readsTexts(source: String, value: String) throws {
        let body = try Self.read(source).body
        #expect(body.attributes.map(\.name) == ["a"])
        #expect(Self.text(body.values("a").first) == value)
    }

    @Test func readsBlocks() throws {
        let text = """
            # one
            variable "V" { default = "1" } // two
            group "default" {
              targets = ["a", "b",] /* three
              four */
            }
            target a "b-c" {
              nested { x = 1 }
            }
            """
        let body = try Self.read(text).body
        #expect(body.blocks.map(\.type) == ["variable", "group", "target"])
        #expect(body.blocks.map(\.labels) == [["V"], ["default"], ["a", "b-c"]])
        #expect(body.blocks.last?.body.blocks.map(\.type) == ["nested"])
    }

    @Test(arguments: [
        "-1.5e-3 + 2 * (3 - x) / 4 % 5", "!a && b || c != d", "a >= b ? \"x\" : y", "f(a, \"b\", [1]...)", "p::f()",
        "x.y[0].z[*].*.1", "[for s in list : upper(s) if s != \"\"]", "{for k, v in m : k => v...}", "{}", "[]",
        "{a = 1, b: 2\n\"c\" = 3\n(d) = 4\n}", "[\n1,\n2\n]", "null", "true", "f(\n  a,\n)", "{\n}",
        "[for x in y :\n x]",
        "\"${f(\n\"a\"\n)}\"", "[a ? \"b\" : \"c\"]",
    ])
    func readsExpressions(expression: String) throws {
        let body = try Self.read("a = \(expression)\nb = \"end\"\n").body
        #expect(body.attributes.map(\.name) == ["a", "b"])
    }

    @Test(arguments: [
        "a", "a =", "a = \n1", "a = \"x", "a = \"x\ny\"", "a = \"${x\"", "a = [1", "a = {b}", "a = {b = 1", "a = (1",
        "a = 1 2", "a {", "}", "a = <<EOT\nx\n", "a = <<\nx\n", "a = f(", "a = \"\\q\"", "a = \"\\ud800\"", "= 1",
        "a b",
        "a = x.", "/*", "a = 1 +", "a = [for x]", "a = \"%{ }\"", "a = b ? c", "a = {for}",
    ])
    func refusesWhatIsNoHCL(text: String) throws {
        let error = try #require(throws: PinningError.self) { _ = try Self.read(text) }
        #expect(error.code == .malformed)
        #expect((0...text.utf8.count).contains(error.offset ?? -1))
    }

    @Test(arguments: ["[", "{a=", "(", "\"${", "a{\n", "!f(", "b ? "]) func depthIsBounded(piece: String) throws {
        let text = (piece.hasPrefix("a") ? "" : "x = ") + String(repeating: piece, count: 100_000)
        let error = try #require(throws: PinningError.self) { _ = try Self.read(text) }
        #expect(error.code == .tooLarge)
    }

    @Test func theNumberOfValuesIsBounded() throws {
        let error = try #require(throws: PinningError.self) {
            _ = try Self.read("a = [" + String(repeating: "1,", count: 300_000) + "]")
        }
        #expect(error.code == .tooLarge)
    }

    @Test func theStructureIsWhatTheFileSays() throws {
        let text = "target \"a\" {\n  x = [V, \"a\\n${W}b\"] # c\n  y = <<E\nz\nE\n}\n"
        let elements = try Self.read(text).elements
        #expect(
            elements.map { "\($0.kind) \($0.value)" } == [
                "name target", "sign \"", "text a", "sign \"", "sign {", "name x", "sign =", "sign [", "name V",
                "sign ,",
                "sign \"", "text a\n", "sign ${", "name W", "sign }", "text b", "sign \"", "sign ]", "name y", "sign =",
                "heredoc <<E\n", "text z\n", "heredoc E", "sign }",
            ]
        )
        #expect(zip(elements, elements.dropFirst()).allSatisfy { $0.span.upperBound <= $1.span.lowerBound })
    }
}
