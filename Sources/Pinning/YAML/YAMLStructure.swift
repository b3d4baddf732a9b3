// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A YAML file taken apart into its values, for the proof that an edit changed nothing else.
enum YAMLStructure {
    /// Takes a file apart, in the order of the bytes.
    ///
    /// - Throws: ``PinningError`` when the text is no YAML or exceeds the bounds.
    static func elements(of text: SourceText) throws(PinningError) -> [StructureElement] {
        var flattener = Flattener()
        for document in try YAMLStream.parse(text).documents {
            let start = document.span.lowerBound
            flattener.elements.append(StructureElement(kind: "document", value: "", span: start..<start))
            flattener.add(document)
        }
        return flattener.elements
    }

    private struct Flattener {
        var elements: [StructureElement] = []

        mutating func add(_ node: YAMLNode, isKey: Bool = false) {
            let start = node.span.lowerBound..<node.span.lowerBound
            let end = node.span.upperBound..<node.span.upperBound
            if let anchor = node.anchor { append("anchor", anchor, start) }
            if let tag = node.tag { append("tag", tag, start) }
            switch node.content {
            case .scalar(let scalar): append(isKey ? "key" : scalar.style.rawValue, scalar.value, node.span)
            case .alias(let name, _): append("alias", name, node.span)
            case .sequence(let children):
                append("sequence", "", start)
                for child in children { add(child) }
                append("end", "sequence", end)
            case .mapping(let entries):
                append("mapping", "", start)
                for entry in entries {
                    add(entry.key, isKey: true)
                    add(entry.value)
                }
                append("end", "mapping", end)
            }
        }

        private mutating func append(_ kind: String, _ value: String, _ span: Range<Int>) {
            elements.append(StructureElement(kind: kind, value: value, span: span))
        }
    }
}
