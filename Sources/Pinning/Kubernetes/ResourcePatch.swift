// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A patch of resources: a part of one, or a list of operations on paths (RFC 6902).
enum ResourcePatch {
    /// Finds the images that a patch brings.
    ///
    /// - Throws: ``PinningError`` when the text is no YAML or exceeds the bounds.
    static func references(
        in text: SourceText,
        context: ReadingContext,
        nesting: Int
    ) throws(PinningError) -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var reader = ResourceReader(context: context, collector: ReferenceCollector(text, stream), nesting: nesting)
        for document in stream.documents {
            switch document.content {
            case .sequence: try read(document, with: &reader)
            case .mapping: try reader.read(part: document)
            case .scalar, .alias: continue
            }
        }
        return RepeatedKeys.settle(reader.references(), in: stream, of: text.path) + reader.neighbours
    }

    /// Whether a document is a list of operations.
    static func isList(_ document: YAMLNode) -> Bool {
        let elements = document.elements
        return !elements.isEmpty
            && elements.allSatisfy { $0.value("op")?.scalar != nil && $0.value("path")?.scalar != nil }
    }

    /// Finds the images that a list of operations brings.
    static func read(_ list: YAMLNode, with reader: inout ResourceReader) throws(PinningError) {
        for operation in list.elements { try read(operation: operation, with: &reader) }
    }

    private static func read(operation: YAMLNode, with reader: inout ResourceReader) throws(PinningError) {
        guard let value = operation.value("value"), let path = operation.value("path")?.string else { return }
        let elements = path.split(separator: "/")
        if value.scalar != nil {
            guard let role = role(of: elements) else { return }
            reader.visitImage(value, role: role)
        } else if let last = elements.last {
            let isElement = last == "-" || last.utf8.allSatisfy { (0x30...0x39).contains($0) }
            let key = isElement ? elements.dropLast().last : last
            try reader.read(part: value, under: key.map { String($0) } ?? "", isElement: isElement)
        }
    }

    private static func role(of path: [Substring]) -> ReferenceRole? {
        if path.suffix(2) == ["image", "reference"] { return .volumeImage }
        guard path.last == "image" else { return nil }
        if path.contains("initContainers") { return .initImage }
        return path.contains("ephemeralContainers") ? .ephemeralImage : .image
    }
}
