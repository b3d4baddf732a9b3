// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The `holdfast.graph/1` document.
public struct GraphDocument {
    private let graph: AncestryGraph

    /// Creates the document.
    public init(_ graph: AncestryGraph) {
        self.graph = graph
    }

    /// The document as JSON; what is true of most graphs is left out.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.graph/1")
            json.member("nodes", graph.nodes) { json, node in
                json.member("digest", node.digest.rawValue)
                json.member("references", texts: node.references)
                json.member("platform", node.platform?.description)
                json.member("layers", Int64(node.layers))
            }
            json.member("edges", graph.edges) { json, edge in
                json.member("parent", edge.parent.rawValue)
                json.member("child", edge.child.rawValue)
                json.member("evidence", edge.evidence.rawValue)
                if edge.isContradicted { json.member("contradicted", true) }
            }
            if graph.isTruncated { json.member("truncated", true) }
            if graph.isBeingIndexed { json.member("indexing", true) }
        }
        return json.bytes
    }
}
