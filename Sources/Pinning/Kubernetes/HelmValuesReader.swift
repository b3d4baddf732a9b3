// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Finds the images of a chart's values.
struct HelmValuesReader {
    let nesting: Int
    let context: ReadingContext
    let variables: [NamePattern]
    private let chart: ChartFile?
    var defaults = SplitImage.Defaults()
    /// Whether the chart puts a `hub` before the names of its images.
    private var hasHub = false
    /// Whether what is read is about sources or charts.
    private(set) var isSource = false
    private var composed: [ComposedReference] = []
    private var bound = WalkBound()

    init(nesting: Int, context: ReadingContext, chart: ChartFile? = nil) {
        self.nesting = nesting
        self.context = context
        self.chart = chart
        self.variables = [NamePattern("RELATED_IMAGE_*")] + context.variables.map { NamePattern($0) }
    }

    /// Reads the values of one chart.
    mutating func read(_ values: YAMLNode, into collector: inout ReferenceCollector) throws(PinningError) {
        let global = values.value("global")
        let image = global?.value("image")
        defaults = SplitImage.Defaults(
            registry: Self.filled(global?.value("imageRegistry")) ?? Self.filled(image?.value("registry")),
            repository: Self.filled(image?.value("repository")),
            applicationVersion: chart?.applicationVersion
        )
        hasHub = Self.filled(global?.value("hub")) != nil
        composed = []
        try walk(values, under: "", isElement: false, depth: 0, into: &collector)
        collector.visit(composed)
    }

    /// Whether a key says that an image stands under it: `image`, `initImage`, `init_image`.
    static func isImageKey(_ key: String) -> Bool {
        key == "image" || key.hasSuffix("Image") || key.hasSuffix("_image") || key.hasSuffix("-image")
    }

    static func filled(_ node: YAMLNode?) -> String? {
        guard case .text(let text) = ChartScalar(node) else { return nil }
        return text
    }
}

// MARK: The walk

extension HelmValuesReader {
    private mutating func walk(
        _ node: YAMLNode,
        under key: String,
        isElement: Bool,
        depth: Int,
        into collector: inout ReferenceCollector
    ) throws(PinningError) {
        try bound.enter(node, depth: depth)
        switch node.resolved.content {
        case .scalar, .alias: return
        case .sequence(let elements):
            for element in elements {
                if element.scalar != nil, key == "images" { visitListed(element, into: &collector) }
                if Self.isResourceList(key) { visitResources(element, into: &collector) }
                try walk(element, under: key, isElement: true, depth: depth + 1, into: &collector)
            }
        case .mapping:
            let isOutside = isSource
            defer { isSource = isOutside }
            isSource = isOutside || Self.sources.contains(key)
            let parts = images(of: node, under: key)
            composed += parts.map { $0.reference(role: .values) }
            let read = parts.reduce(into: Set<String>()) { $0.formUnion($1.keys) }
            if isElement, key == "env" || key == "extraEnv" || key == "extraEnvVars" {
                visitVariable(node, into: &collector)
            }
            let isPrefixed = hasHub || Self.filled(node.value("hub")) != nil
            for entry in node.visibleEntries {
                guard let name = entry.key.string else { continue }
                if let text = entry.value.string {
                    guard !read.contains(name) else { continue }
                    if Self.isResourceList(name) || Self.isResourceList(key) {
                        visitResources(entry.value, into: &collector)
                    }
                    visitText(entry.value, text, under: name, in: node, isPrefixed: isPrefixed, into: &collector)
                    if key == "images" { visitListed(entry.value, into: &collector) }
                } else {
                    let outer = defaults
                    if depth == 0, chart?.dependencies.contains(name) ?? false { defaults.applicationVersion = nil }
                    try walk(entry.value, under: name, isElement: false, depth: depth + 1, into: &collector)
                    defaults = outer
                }
            }
        }
    }

    private func visitVariable(_ variable: YAMLNode, into collector: inout ReferenceCollector) {
        guard let name = variable.value("name")?.string, variables.contains(where: { $0.matches(name) }) else { return }
        collector.visit(variable.value("value"), role: .variable)
    }
}
