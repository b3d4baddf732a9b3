// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension ImageGraph {
    /// The graph as the document `holdfast.graph/1`.
    public var document: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.graph/1")
            write(to: &json)
        }
        return json.bytes
    }

    /// Writes the members `nodes` and `edges`.
    public func write(to json: inout JSONWriter) {
        json.member("nodes", nodes) { json, node in
            json.member("digest", node.digest.rawValue)
            json.member("references", texts: node.references)
            json.member("platform", NormalPlatform(node.platform).description)
            json.member("layers", Int64(node.layerCount))
        }
        json.member("edges", edges) { json, edge in
            json.member("parent", edge.parent.rawValue)
            json.member("child", edge.child.rawValue)
            json.member("evidence", edge.evidence.rawValue)
        }
    }
}
