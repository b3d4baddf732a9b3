// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Testing

@Suite struct GraphRenderingTests {
    private static func graph() throws -> ImageGraph {
        var app = try ImageGraphTests.node("team/app:1", ["a", "b", "c"], materials: ["tool:3"])
        app.link = "/images/app?a=1&b=2"
        return ImageGraph([
            try ImageGraphTests.node("debian:12", ["a"]), try ImageGraphTests.node("python:3", ["a", "b"]), app,
            try ImageGraphTests.node("tool:3", ["t"]), try ImageGraphTests.node("web:2", ["a", "w"]),
        ])
    }

    @Test func drawsATreeOfText() throws {
        let text = try Self.graph().text
        let short = { (name: String) in Sample.digest(name).short }
        #expect(
            text == """
                debian:12  linux/amd64 · 1 layer · \(short("debian:12"))
                ├─ python:3  linux/amd64 · 2 layers · \(short("python:3"))
                │  └─ team/app:1  linux/amd64 · 3 layers · \(short("team/app:1"))
                └─ web:2  linux/amd64 · 2 layers · \(short("web:2"))
                tool:3  linux/amd64 · 1 layer · \(short("tool:3"))
                └─ team/app:1  linux/amd64 · 3 layers · \(short("team/app:1"))  (see above)

                """
        )
    }

    @Test func writesTheDocument() throws {
        let graph = ImageGraph([
            try ImageGraphTests.node("a", ["1"]), try ImageGraphTests.node("b", ["1", "2"]),
        ])
        let json = try JSONValue(parsing: graph.document)
        #expect(json["schema"] == .string("holdfast.graph/1"))
        #expect(json["nodes"]?.array?.count == 2)
        let child = try #require(json["nodes"]?.array?.first { $0["digest"]?.string == Sample.digest("b").rawValue })
        #expect(child["references"] == .array([.string("b")]))
        #expect(child["platform"] == .string("linux/amd64"))
        #expect(child["layers"] == .integer(2))
        let edge = try #require(json["edges"]?.array?.first)
        #expect(edge["parent"] == .string(Sample.digest("a").rawValue))
        #expect(edge["child"] == .string(Sample.digest("b").rawValue))
        #expect(edge["evidence"] == .string("layers"))
    }

    @Test func writesGraphvizAndMermaid() throws {
        let graph = try Self.graph()
        #expect(graph.dot.hasPrefix("digraph images {\n"))
        #expect(graph.dot.split(separator: "\n").filter { $0.contains(" -> ") }.count == 4)
        #expect(graph.dot.split(separator: "\n").filter { $0.contains("style=dashed") }.count == 1)
        #expect(graph.mermaid.hasPrefix("flowchart LR\n"))
        #expect(graph.mermaid.split(separator: "\n").filter { $0.contains("-->") }.count == 3)
        #expect(graph.mermaid.split(separator: "\n").filter { $0.contains("-.->") }.count == 1)
    }

    static let hostile = "a\"b<script>&#'\\\u{1b}[31m\n\u{202e}`;"

    private static func hostileGraph() throws -> ImageGraph {
        var node = try ImageGraphTests.node(hostile, ["a"])
        node.platform = Platform(os: "<os>\"", architecture: "]]>\u{0}")
        node.link = "javascript:alert(1)"
        return ImageGraph([node])
    }

    @Test func makesForeignTextHarmless() throws {
        let graph = try Self.hostileGraph()
        for text in [graph.text, graph.dot, graph.mermaid, graph.svg()] {
            #expect(!text.contains("\u{1b}"))
            #expect(!text.contains("\u{202e}"))
            #expect(!text.contains("\u{0}"))
            #expect(!text.contains("javascript"))
        }
        #expect(graph.text.split(separator: "\n").count == 1)
        #expect(graph.dot.contains(#"a\"b<script>&#'\\?[31m??`;"#))
        #expect(graph.mermaid.contains("a#34;b#60;script#62;#38;#35;'#92;?[31m??#96;#59;"))
        #expect(!graph.svg().contains("<script"))
        #expect(graph.svg().contains("&lt;script&gt;&amp;#&#39;"))
    }

    @Test(arguments: ["\"", "\\"])
    func aCombiningMarkHidesNothingFromGraphviz(special: String) throws {
        let graph = ImageGraph([try ImageGraphTests.node("a\(special)\u{301}];b", ["a"])])
        #expect(Array(graph.dot.unicodeScalars).contains(Array("a\\\(special)\u{301}];b".unicodeScalars)))
    }

    @Test func drawsWellFormedXML() throws {
        var checked = 0
        for graph in [try Self.graph(), try Self.hostileGraph(), ImageGraph([])] {
            #expect(XMLCheck.problem(in: graph.svg(title: "\(Self.hostile)")) == nil)
            checked += 1
        }
        #expect(checked == 3)
        #expect(XMLCheck.problem(in: "<a><b></a></b>") != nil)
        #expect(XMLCheck.problem(in: "<a x=\"<\"/>") != nil)
        #expect(XMLCheck.problem(in: "<a>&nbsp;</a>") != nil)
    }

    @Test func drawsLinksTitlesAndDarkColours() throws {
        let svg = try Self.graph().svg(title: "Images")
        #expect(svg.contains("<title>Images</title>"))
        #expect(svg.contains("<a href=\"/images/app?a=1&amp;b=2\">"))
        #expect(svg.contains("prefers-color-scheme: dark"))
        #expect(svg.split(separator: "\n").filter { $0.contains("<rect ") }.count == 5)
        #expect(svg.split(separator: "\n").filter { $0.contains("class=\"edge claimed\"") }.count == 1)
    }

    @Test(arguments: ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "\\\\host", "/a b", "x", "/a\nb"])
    func followsNoOtherLinks(link: String) throws {
        var node = try ImageGraphTests.node("a", ["1"])
        node.link = link
        #expect(!ImageGraph([node]).svg().contains("<a "))
        #expect(!ImageGraph([node]).mermaid.contains("click"))
        #expect(!ImageGraph([node]).dot.contains("URL"))
    }

    @Test func listsEachImageBelowItsParents() throws {
        let lines = try Self.graph().lines(limit: 100)
        let names = lines.map { "\($0.depth) \($0.node.references[0])\($0.isRepeated ? " again" : "")" }
        #expect(
            names == [
                "0 debian:12", "1 python:3", "2 team/app:1", "1 web:2", "0 tool:3", "1 team/app:1 again",
            ]
        )
        #expect(lines.map(\.evidence) == [nil, .layers, .layers, .layers, nil, .provenance])
        #expect(try Self.graph().lines(limit: 2).count == 2)
    }

    @Test func aListOfALongChainEndsAtADepth() throws {
        let names = (0..<40).map { "layer \($0)" }
        let graph = ImageGraph(
            try (1...40).map { try ImageGraphTests.node("image \($0)", Array(names.prefix($0))) }
        )
        let lines = graph.lines(limit: 100)
        #expect(lines.count == 40)
        #expect(lines.map(\.depth).max() == GraphLine.maximumDepth)
    }

    @Test func boxesDoNotOverlap() throws {
        let svg = try Self.graph().svg()
        let places = svg.split(separator: "\n").filter { $0.hasPrefix("<rect ") }.map { line in
            line.split(separator: "\"").prefix(4).joined(separator: " ")
        }
        #expect(Set(places).count == 5)
    }
}
