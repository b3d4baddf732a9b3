// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel

/// A graph as nested lists: below each image what is built on it.
struct GraphList {
    private let lines: [GraphLine]
    private let selected: Set<Digest>

    /// The most names of one image.
    private static let names = 6

    init(_ lines: [GraphLine], selected: Set<Digest>) {
        self.lines = lines
        self.selected = selected
    }

    func write(to html: inout HTMLWriter) {
        var position = 0
        list(0, &position, &html)
    }

    /// Writes the lines of one depth with those below each; a list ends where a line stands further up.
    private func list(_ depth: Int, _ position: inout Int, _ html: inout HTMLWriter) {
        var next = position
        html.element(.ul, .class("chain")) { html in
            while next < lines.count, lines[next].depth >= depth {
                let line = lines[next]
                html.element(.li) { html in
                    item(line, &html)
                    next += 1
                    if next < lines.count, lines[next].depth > depth { list(depth + 1, &next, &html) }
                }
            }
        }
        position = next
    }

    private func item(_ line: GraphLine, _ html: inout HTMLWriter) {
        let isSelected = selected.contains(line.node.digest)
        html.element(.span, .class(isSelected ? "chosen" : "")) { html in
            name(line.node, &html)
            html.element(.span, .class("muted small")) { html in
                let count = line.node.layerCount
                html.text(" \(line.node.platform.shown)\(count) layer\(count == 1 ? "" : "s")")
                if line.evidence == .annotation { html.text(" · says so itself") }
                if line.evidence == .provenance { html.text(" · its provenance says so") }
                if line.isRepeated { html.text(" · see above") }
                if isSelected { html.text(" · the image asked for") }
            }
        }
    }

    private func name(_ node: ImageNode, _ html: inout HTMLWriter) {
        let names = node.references.prefix(Self.names)
        let text = names.isEmpty ? node.digest.short : names.map(Self.shortened).joined(separator: ", ")
        if let link = GraphSection.link(to: node) {
            html.link(link, .title(node.digest.rawValue)) { $0.foreign(text) }
        } else {
            html.foreign(text)
        }
        let rest = node.references.count - names.count
        if rest > 0 { html.element(.span, .class("muted"), text: " and \(rest) more") }
    }

    /// A name by digest is cut to what tells it apart.
    private static func shortened(_ reference: String) -> String {
        // Losing the error is right: what is no reference is shown as it is.
        guard let parsed = try? Reference(reference).here, let digest = parsed.digest else { return reference }
        return "\(parsed.repository)@\(digest.short)"
    }
}

extension Platform {
    /// The platform before what follows it, if it is known.
    fileprivate var shown: String { isUnknown ? "" : "\(self) · " }
}
