// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Testing

@Suite struct ImageGraphTests {
    /// A node with a name, the layers of which are named too, and steps of history.
    static func node(
        _ name: String,
        _ layers: [String],
        history: [String] = [],
        base: ImageNode.BaseClaim? = nil,
        indexes: [String] = [],
        materials: [String] = []
    ) throws -> ImageNode {
        let diffIDs = layers.map { layer in
            "\"\(layer.isEmpty ? ImageConfig.emptyLayer : Sample.digest(layer))\""
        }.joined(separator: ",")
        let config = try Sample.config(
            #"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[\#(diffIDs)]}}"#
        )
        return ImageNode(
            digest: Sample.digest(name),
            references: [name],
            platform: config.platform,
            chain: ImageChain(config),
            history: history.map { ImageConfig.HistoryEntry(createdBy: $0, isEmptyLayer: true) },
            indexes: indexes.map { Sample.digest($0) },
            base: base,
            materials: materials.map { Sample.digest($0) }
        )
    }

    /// The edges by the names of the nodes, sorted.
    static func edges(_ graph: ImageGraph) -> [String] {
        let names = Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0.digest, $0.references.first ?? "?") })
        return graph.edges.map { edge in
            "\(names[edge.parent] ?? "?")>\(names[edge.child] ?? "?") \(edge.evidence.rawValue)"
        }.sorted()
    }

    @Test func findsTheNearestParentByLayers() throws {
        let graph = ImageGraph([
            try Self.node("app", ["a", "b", "c"]), try Self.node("debian", ["a"]), try Self.node("python", ["a", "b"]),
            try Self.node("other", ["x", "b", "c"]),
        ])
        #expect(Self.edges(graph) == ["debian>python layers", "python>app layers"])
        #expect(graph.contradictions.isEmpty)
    }

    /// Each image has the one before it, and the first of all, for a parent.
    @Test func aChainOfManyImagesIsALine() throws {
        let count = 20_000
        let config = try Sample.config()
        let nodes = (0..<count).map { number in
            ImageNode(
                digest: Sample.digest("\(number)"),
                references: ["\(number)"],
                platform: config.platform,
                chain: ImageChain(config),
                history: []
            )
        }
        var edges = (1..<count).map {
            ImageEdge(parent: nodes[$0 - 1].digest, child: nodes[$0].digest, evidence: .layers)
        }
        edges.append(ImageEdge(parent: nodes[count - 1].digest, child: nodes[0].digest, evidence: .provenance))
        let graph = ImageGraph(nodes: nodes, edges: edges.sorted { $0.child < $1.child })
        #expect(graph.edges.count == count - 1)
        #expect(!graph.edges.contains { $0.child == nodes[0].digest })
        let lines = graph.text.split(separator: "\n")
        #expect(lines.count == count)
        #expect(lines.allSatisfy { $0.count < 250 })
        #expect(lines[32].contains("└─ 32 "))
        #expect(lines[33].contains("└─ …+1 33 "))
        #expect(lines[count - 1].contains("└─ …+\(count - 33) \(count - 1) "))
    }

    @Test func layersOfAnotherOrderAreNoEvidence() throws {
        let graph = ImageGraph([try Self.node("app", ["b", "a"]), try Self.node("base", ["a"])])
        #expect(graph.edges.isEmpty)
    }

    @Test func emptyLayersAreNoEvidence() throws {
        let graph = ImageGraph([
            try Self.node("empty", [""]), try Self.node("empties", ["", ""]), try Self.node("app", ["", "", "a"]),
            try Self.node("child", ["", "", "a", ""]), try Self.node("nothing", []),
        ])
        #expect(Self.edges(graph) == ["app>child layers"])
    }

    @Test func theSameLayersAreNoParentUnlessHistoryGoesOn() throws {
        let graph = ImageGraph([
            try Self.node("tag", ["a"], history: ["x"]), try Self.node("again", ["a"], history: ["y"]),
            try Self.node("labelled", ["a"], history: ["x", "LABEL"]),
            try Self.node("twice", ["a"], history: ["x", "LABEL", "ENV"]),
        ])
        #expect(Self.edges(graph) == ["labelled>twice layers", "tag>labelled layers"])
    }

    @Test func amongImagesWithOneChainHistoryDecides() throws {
        let graph = ImageGraph([
            try Self.node("one", ["a"], history: ["x"]), try Self.node("two", ["a"], history: ["y"]),
            try Self.node("child", ["a", "b"], history: ["y", "RUN"]),
        ])
        #expect(Self.edges(graph) == ["two>child layers"])
    }

    @Test func amongImagesWithOneChainTheNamedOneDecides() throws {
        for name in ["one", "two"] {
            let claim = ImageNode.BaseClaim(digest: Sample.digest(name))
            let graph = ImageGraph([
                try Self.node("one", ["a"]), try Self.node("two", ["a"]),
                try Self.node("child", ["a", "b"], base: claim),
            ])
            #expect(Self.edges(graph) == ["\(name)>child layers"])
            #expect(graph.contradictions.isEmpty)
        }
    }

    @Test func believesAnAnnotationWhereLayersAreSilent() throws {
        let claim = ImageNode.BaseClaim(digest: Sample.digest("index"))
        let graph = ImageGraph([
            try Self.node("base", ["a"], indexes: ["index"]), try Self.node("squashed", ["z"], base: claim),
        ])
        #expect(Self.edges(graph) == ["base>squashed annotation"])
        #expect(graph.contradictions.map(\.child) == [Sample.digest("squashed")])
        let named = ImageGraph([
            try Self.node("base", ["a"]), try Self.node("squashed", ["z"], base: ImageNode.BaseClaim(name: "base")),
        ])
        #expect(Self.edges(named) == ["base>squashed annotation"])
        #expect(named.contradictions.isEmpty)
    }

    @Test func layersOutweighAnAnnotationThatTheyDeny() throws {
        let claim = ImageNode.BaseClaim(digest: Sample.digest("claimed"))
        let graph = ImageGraph([
            try Self.node("real", ["a"]), try Self.node("claimed", ["x"]),
            try Self.node("child", ["a", "b"], base: claim),
        ])
        #expect(Self.edges(graph) == ["real>child layers"])
        #expect(graph.contradictions.map(\.parent) == [Sample.digest("claimed")])
    }

    @Test func leavesOutWhatFollows() throws {
        let graph = ImageGraph([
            try Self.node("debian", ["a"]), try Self.node("python", ["a", "b"]),
            try Self.node("app", ["a", "b", "c"], materials: ["debian", "python", "tool"]),
            try Self.node("tool", ["t"]),
        ])
        #expect(Self.edges(graph) == ["debian>python layers", "python>app layers", "tool>app provenance"])
    }

    @Test func claimsMakeNoCircles() throws {
        let graph = ImageGraph([
            try Self.node("a", ["1"], base: ImageNode.BaseClaim(digest: Sample.digest("b"))),
            try Self.node("b", ["2"], base: ImageNode.BaseClaim(digest: Sample.digest("c"))),
            try Self.node("c", ["3"], base: ImageNode.BaseClaim(digest: Sample.digest("a"))),
            try Self.node("d", ["4"], base: ImageNode.BaseClaim(digest: Sample.digest("d"))),
        ])
        #expect(graph.edges.count == 2)
    }

    @Test func oneDigestIsOneNode() throws {
        var again = try Self.node("a", ["1"])
        again.references = ["b", "a"]
        let graph = ImageGraph([try Self.node("a", ["1"]), again])
        #expect(graph.nodes.map(\.references) == [["a", "b"]])
    }

    @Test func doesNotDependOnTheOrderOfImages() throws {
        var numbers = Seeded(seed: 19)
        var nodes: [ImageNode] = []
        for index in 0..<40 {
            let layers = (0..<Int.random(in: 1...4, using: &numbers)).map { _ in
                ["a", "b", ""].randomElement(using: &numbers) ?? "a"
            }
            let claim = ImageNode.BaseClaim(digest: Sample.digest("n\(Int.random(in: 0..<40, using: &numbers))"))
            nodes.append(try Self.node("n\(index)", layers, history: ["\(index % 3)"], base: claim))
        }
        let first = ImageGraph(nodes)
        for _ in 0..<5 {
            nodes.shuffle(using: &numbers)
            let other = ImageGraph(nodes)
            #expect(other.edges == first.edges)
            #expect(other.svg() == first.svg())
            #expect(other.text == first.text)
        }
    }

    @Test func takesThousandsOfNamesOfOneImageInItsStride() throws {
        let nodes = try (0..<3_000).map { try Self.node("n\($0)", ["a", "b"]) }
        #expect(ImageGraph(nodes).edges.isEmpty)
        var chain = [try Self.node("n0", ["0"])]
        for index in 1..<2_000 {
            let claim = ImageNode.BaseClaim(digest: Sample.digest("n\(index - 1)"))
            chain.append(try Self.node("n\(index)", ["\(index)"], base: claim))
        }
        let graph = ImageGraph(chain)
        #expect(graph.edges.count == 1_999)
        #expect(graph.text.split(separator: "\n").count == 2_000)
        #expect(graph.svg().contains("viewBox"))
    }
}
