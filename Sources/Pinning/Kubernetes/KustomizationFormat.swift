// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A kustomization: its `images`, the patches and the chart values that are written into it.
///
/// Resources, components and patches in files of their own are found where they stand.
struct KustomizationFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var collector = ReferenceCollector(text, stream)
        var reader = KustomizationReader(context: context, nesting: 0)
        for document in stream.documents { try reader.read(document, into: &collector) }
        return collector.references()
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}

/// Finds the images of kustomizations.
struct KustomizationReader {
    private let context: ReadingContext
    private let nesting: Int

    init(context: ReadingContext, nesting: Int) {
        self.context = context
        self.nesting = nesting + 1
    }

    /// Reads a document.
    mutating func read(_ document: YAMLNode, into collector: inout ReferenceCollector) throws(PinningError) {
        let overrides = document.value("images")?.elements ?? []
        collector.visit(overrides.compactMap { ImageOverride($0)?.reference })
        for patch in patches(of: document) { readPatch(patch, into: &collector) }
        for key in ["resources", "generators", "transformers", "validators"] {
            for text in document.value(key)?.elements ?? [] { readResources(text, into: &collector) }
        }
        for chart in document.value("helmCharts")?.elements ?? [] {
            guard let values = chart.value("valuesInline") else { continue }
            var reader = HelmValuesReader(nesting: nesting, context: context)
            try reader.read(values, into: &collector)
        }
    }

    private func patches(of document: YAMLNode) -> [YAMLNode] {
        let named = ["patches", "patchesJson6902"].flatMap { document.value($0)?.elements ?? [] }
        return named.compactMap { $0.value("patch") } + (document.value("patchesStrategicMerge")?.elements ?? [])
    }

    private func readPatch(_ node: YAMLNode, into collector: inout ReferenceCollector) {
        guard isContent(node) else { return }
        let (context, nesting) = (context, nesting)
        collector.visit(embedded: node, role: .image, nesting: nesting) { text throws(PinningError) in
            try ResourcePatch.references(in: text, context: context, nesting: nesting)
        }
    }

    private func readResources(_ node: YAMLNode, into collector: inout ReferenceCollector) {
        guard isContent(node) else { return }
        let (context, nesting) = (context, nesting)
        collector.visit(embedded: node, role: .image, nesting: nesting) { text throws(PinningError) in
            try KubernetesFormat().references(in: text, context: context, nesting: nesting)
        }
    }

    /// Whether a text is content and no path: it is written as a block or has several lines, or is a mapping or list.
    private func isContent(_ node: YAMLNode) -> Bool {
        guard let scalar = node.scalar else { return false }
        let text = scalar.value
        return scalar.style == .literal || scalar.style == .folded || text.utf8.contains(UInt8(ascii: "\n"))
            || text.hasPrefix("{") || text.hasPrefix("[")
    }
}
