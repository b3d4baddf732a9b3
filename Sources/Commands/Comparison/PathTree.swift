// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageReading

/// Lines about paths as a tree: what paths have in common is printed once.
///
///     /usr
///     ├─ bin
///     │  └─ ~ su  setuid added
///     └─ lib/x86_64-linux-gnu
///        └─ ~ libc.so.6
struct PathTree {
    private final class Node {
        var children: [(name: ByteString, node: Node)] = []
        var line: String?

        func child(_ name: ByteString) -> Node {
            // Paths come sorted, so that an equal name can only be the last one.
            if let last = children.last, last.name == name { return last.node }
            let node = Node()
            children.append((name, node))
            return node
        }
    }

    private let root = Node()

    /// Creates a tree of lines; paths are absolute and sorted by their bytes.
    ///
    /// Each line is made from the last part of its path, which is harmless for a terminal then.
    init(_ lines: [(path: ByteString, line: (String) -> String)]) {
        for (path, line) in lines {
            let parts = path.bytes.split(separator: UInt8(ascii: "/")).map { ByteString($0) }
            var node = root
            for part in parts { node = node.child(part) }
            node.line = line(parts.last.map(PathText.line) ?? "/")
        }
    }

    /// The lines of the tree, each begun with an indent.
    func lines(indent: String) -> [String] {
        var lines: [String] = []
        if let line = root.line { lines.append(indent + line) }
        for (name, node) in root.children {
            let (name, node) = Self.joined("/\(PathText.line(name))", node)
            lines.append(indent + (node.line ?? name))
            Self.render(node, indent: indent, to: &lines)
        }
        return lines
    }

    private static func render(_ node: Node, indent: String, to lines: inout [String]) {
        for (index, child) in node.children.enumerated() {
            let isLast = index == node.children.count - 1
            let (name, node) = joined(PathText.line(child.name), child.node)
            lines.append(indent + (isLast ? "└─ " : "├─ ") + (node.line ?? name))
            render(node, indent: indent + (isLast ? "   " : "│  "), to: &lines)
        }
    }

    /// A directory that says nothing itself and holds one directory shares a line with it.
    private static func joined(_ name: String, _ node: Node) -> (String, Node) {
        var name = name
        var node = node
        while node.line == nil, node.children.count == 1, node.children[0].node.line == nil {
            name += "/\(PathText.line(node.children[0].name))"
            node = node.children[0].node
        }
        return (name, node)
    }
}
