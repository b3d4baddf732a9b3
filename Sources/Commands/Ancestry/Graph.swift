// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import ImageDiff
import ImageReading
import OCIClient
import OCIModel

struct Graph: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw which image was built on which.",
        discussion: """
            EXAMPLES:
              holdfast graph                              everything on the server
              holdfast graph team/app:1.0                 what it was built on, and what was built on it
              holdfast graph oci:./layout:base docker-archive:app.tar debian:12 --given
              holdfast graph --format svg > chain.svg

            References without a host mean the server of --server, HOLDFAST_SERVER or http://127.0.0.1:5000, which looks
            the chain up in its index. Images in files, and all of them with --given, are compared among each other: the
            child of an image begins with all its layers.
            """
    )

    @Argument(help: "The images; none for all that the server has.", transform: ImageArgument.location)
    var images: [ImageLocation] = []

    @Flag(help: "Draw the images that are named, and no others.")
    var given = false

    @OptionGroup var platform: PlatformOption
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions

    @Option(help: "How to print the result: text, dot, mermaid, svg or json.")
    var format: GraphFormat = .text

    @Flag(name: [.long, .short], help: "Print nothing but the result and errors.")
    var quiet = false

    func run() async throws {
        let console = Console(format: .text, volume: quiet ? .quiet : .normal)
        let (graph, document) = try await graph(console)
        switch format {
        case .text: try console.data(graph.nodes.isEmpty ? "" : graph.text)
        case .dot: try console.data(graph.dot)
        case .mermaid: try console.data(graph.mermaid)
        case .svg: try console.data(graph.svg())
        case .json: try console.data(bytes: document)
        }
        if graph.nodes.isEmpty { try console.talk("No images.") }
        for contradiction in graph.contradictions {
            try console.talk(
                "\(contradiction.child) says it was built on \(contradiction.parent), but does not begin with its layers."
            )
        }
    }

    /// The graph, and its document.
    private func graph(_ console: Console) async throws -> (ImageGraph, [UInt8]) {
        let references = images.compactMap { location -> Reference? in
            guard case .registry(let reference) = location else { return nil }
            return reference
        }
        guard given || references.count < images.count else {
            let hosts = Set(references.map(\.host))
            guard hosts.count <= 1 else {
                throw CommandFailure(
                    .usage,
                    "the images lie on several servers",
                    advice: "Name those of one server, or add --given to compare the images named."
                )
            }
            let answer = try await server.withClient(for: references.first, login: login) { client in
                try await ServerGraph.ask(client, about: references, console: console)
            }
            return (answer.graph, answer.document)
        }
        let graph = try await compare()
        return (graph, graph.document)
    }

    /// Reads the configurations of the images named.
    private func compare() async throws -> ImageGraph {
        try await ImageAccess.withAccess(try server.placeSettings(login)) { access in
            var nodes: [ImageNode] = []
            for image in images {
                let location = try server.located(image)
                nodes += try await access.withSource(location) { source in
                    let image = try await OpenImage.open(location, in: source)
                    return try await image.variants(platform.platform).map { image.node(of: $0) }
                }
            }
            return ImageGraph(nodes)
        }
    }
}

/// The forms that a graph is printed in.
enum GraphFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case dot
    case mermaid
    case svg
    case json
}

extension OpenImage {
    /// The node of one of the image's platforms.
    fileprivate func node(of variant: ImageVariant) -> ImageNode {
        let claim =
            ImageNode.BaseClaim(annotations: variant.manifest.manifest.annotations)
            ?? ImageNode.BaseClaim(annotations: root.manifest.annotations)
        var node = ImageNode(
            digest: variant.manifest.digest,
            references: [name],
            config: variant.config,
            base: claim
        )
        node.platform = variant.platform
        if root.digest != variant.manifest.digest { node.indexes = [root.digest] }
        return node
    }
}
