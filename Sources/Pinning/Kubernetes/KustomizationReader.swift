// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Finds the images of kustomizations.
struct KustomizationReader {
    /// The most files that one kustomization may name.
    private static let maximumFiles = 1_000

    private let context: ReadingContext
    private let nesting: Int
    private var read: Set<String> = []
    /// What was found in the files that it names.
    private(set) var neighbours: [FoundReference] = []

    init(context: ReadingContext, nesting: Int) {
        self.context = context
        self.nesting = nesting + 1
    }

    /// Reads a document.
    mutating func read(_ document: YAMLNode, into collector: inout ReferenceCollector) throws(PinningError) {
        let overrides = document.value("images")?.elements ?? []
        collector.visit(overrides.compactMap { ImageOverride($0)?.reference })
        let named = ["patches", "patchesJson6902"].flatMap { document.value($0)?.elements ?? [] }
        let merged = document.value("patchesStrategicMerge")?.elements ?? []
        for patch in named.compactMap({ $0.value("patch") }) + merged { readPatch(patch, into: &collector) }
        for path in named.compactMap({ $0.value("path") }) + merged where !isContent(path) {
            readFile(path, into: &collector, as: ResourcePatch.references)
        }
        for key in ["resources", "generators", "transformers", "validators"] {
            for text in document.value(key)?.elements ?? [] { readResources(text, into: &collector) }
        }
        for chart in document.value("helmCharts")?.elements ?? [] { try readChart(chart, into: &collector) }
    }

    private mutating func readChart(_ chart: YAMLNode, into collector: inout ReferenceCollector) throws(PinningError) {
        if let values = chart.value("valuesInline") {
            var reader = HelmValuesReader(nesting: nesting, context: context)
            try reader.read(values, into: &collector)
        }
        let files = chart.value("additionalValuesFiles")?.elements ?? []
        for path in [chart.value("valuesFile")].compactMap({ $0 }) + files {
            readFile(path, into: &collector) { text, context, nesting throws(PinningError) in
                try HelmValuesFormat().references(in: text, context: context, nesting: nesting)
            }
        }
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

// MARK: Files beside it

extension KustomizationReader {
    /// Reads a file that the kustomization names.
    ///
    /// Of one that cannot be read but speaks of images, the name is found as something that is not known. A kustomization
    /// inside another file names nothing that could be found from here.
    private mutating func readFile(
        _ path: YAMLNode,
        into collector: inout ReferenceCollector,
        as references: (SourceText, ReadingContext, Int) throws(PinningError) -> [FoundReference]
    ) {
        guard nesting == 1, case .text(let name) = ChartScalar(path), read.count < Self.maximumFiles,
            read.insert(name).inserted, let text = context.file(name), text.path != collector.text.path
        else { return }
        do throws(PinningError) {
            neighbours += try references(text, context, nesting)
        } catch {
            guard ImageText.mentionsImage(String(decoding: text.bytes, as: UTF8.self)) else { return }
            let reason = "the file cannot be read: \(error.message)"
            collector.visit(path, role: .image, meaning: .unknown(reason), editing: .lockOnly(reason))
        }
    }
}
