// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension ImageGraph {
    /// The graph in the language of Graphviz.
    public var dot: String {
        var lines = ["digraph images {", "  rankdir=LR;", "  node [shape=box, fontname=\"sans-serif\"];"]
        for (number, node) in nodes.enumerated() {
            let label = "\(Self.dotText(node.title))\\n\(Self.dotText(node.details))"
            let link = node.safeLink.map { ", URL=\"\(Self.dotText($0))\"" } ?? ""
            lines.append("  n\(number) [label=\"\(label)\"\(link)];")
        }
        for (parent, child, evidence) in numberedEdges {
            lines.append("  n\(parent) -> n\(child)\(evidence == .layers ? "" : " [style=dashed]");")
        }
        return (lines + ["}"]).map { $0 + "\n" }.joined()
    }

    /// The graph in the language of Mermaid.
    public var mermaid: String {
        var lines = ["flowchart LR"]
        for (number, node) in nodes.enumerated() {
            lines.append("  n\(number)[\"\(Self.mermaidText(node.title))<br/>\(Self.mermaidText(node.details))\"]")
        }
        for (parent, child, evidence) in numberedEdges {
            lines.append("  n\(parent) \(evidence == .layers ? "-->" : "-.->") n\(child)")
        }
        for (number, node) in nodes.enumerated() {
            if let link = node.safeLink { lines.append("  click n\(number) href \"\(Self.mermaidText(link))\"") }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private var numberedEdges: [(Int, Int, ImageEdge.Evidence)] {
        let numbers = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.digest, $0) })
        return edges.compactMap { edge in
            guard let parent = numbers[edge.parent], let child = numbers[edge.child] else { return nil }
            return (parent, child, edge.evidence)
        }
    }

    private static func dotText(_ text: String) -> String {
        var result = ""
        // By scalars: a quote with a combining mark after it is another character, and a quote to Graphviz.
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// Mermaid writes characters with a meaning of their own as entities that begin with a number sign.
    private static func mermaidText(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "#", "<", ">", "&", "`", ";", "\\": result += "#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension ImageNode {
    /// The link, if following it only opens a page: a path, or an address of the web.
    var safeLink: String? {
        link.flatMap { link in
            let isPath = link.hasPrefix("/") || link.hasPrefix("#") || link.hasPrefix("?")
            let isAddress = link.hasPrefix("https://") || link.hasPrefix("http://")
            let isPlain = link.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }
            return (isPath || isAddress) && isPlain ? link : nil
        }
    }
}
