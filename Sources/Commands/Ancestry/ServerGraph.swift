// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel

/// The graph that a server looked up in its index.
struct ServerGraph {
    /// The document as it came.
    let document: [UInt8]
    /// What it says.
    let graph: ImageGraph

    /// Asks for the images around some references, or for all.
    static func ask(
        _ client: ManagementClient,
        about references: [Reference],
        console: Console
    ) async throws -> ServerGraph {
        var request = ManagementRequest("draw the graph", .get, "/api/v1/graph")
        let texts = references.map { reference in
            reference.queryText + (reference.digest.map { "@\($0)" } ?? "")
        }
        if !texts.isEmpty {
            request.target += "?" + texts.map { "ref=\(ManagementRequest.encoded($0))" }.joined(separator: "&")
        }
        let document = try await client.document(request)
        if document.value["truncated"] == .bool(true) {
            try console.complain("The server has more images than it draws at once; name some of them.")
        }
        if document.value["indexing"] == .bool(true) {
            try console.complain("The server still indexes what it had before; some images are missing yet.")
        }
        let edges = try document.list("edges")
        return ServerGraph(
            document: document.bytes,
            graph: ImageGraph(
                nodes: try document.list("nodes").compactMap(node),
                edges: edges.compactMap(edge),
                contradictions: edges.filter { $0["contradicted"] == .bool(true) }.compactMap(edge)
            )
        )
    }

    private static func node(_ value: JSONValue) -> ImageNode? {
        guard let digest = digest(value["digest"]) else { return nil }
        return ImageNode(
            digest: digest,
            references: value["references"]?.strings ?? [],
            platform: value["platform"]?.string.flatMap { Platform($0) } ?? Platform(os: "", architecture: ""),
            layerCount: Int(clamping: value["layers"]?.integer ?? 0)
        )
    }

    private static func edge(_ value: JSONValue) -> ImageEdge? {
        guard let parent = digest(value["parent"]), let child = digest(value["child"]),
            let evidence = value["evidence"]?.string.flatMap(ImageEdge.Evidence.init)
        else { return nil }
        return ImageEdge(parent: parent, child: child, evidence: evidence)
    }

    private static func digest(_ value: JSONValue?) -> Digest? {
        // Losing the error is right: a reader passes over what it does not understand.
        value?.string.flatMap { try? Digest($0) }
    }
}
