// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds the images of a chart's values.
struct HelmValuesReader {
    private let nesting: Int
    private let context: ReadingContext
    private let variables: [NamePattern]
    private let chart: ChartFile?
    private var defaults = SplitImage.Defaults()
    /// Whether the chart puts a `hub` before the names of its images.
    private var hasHub = false
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

    private static func filled(_ node: YAMLNode?) -> String? {
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
                try walk(element, under: key, isElement: true, depth: depth + 1, into: &collector)
            }
        case .mapping:
            let image = SplitImage(node, isNamedImage: Self.isImageKey(key), defaults: defaults)
            if let image { composed.append(image.reference(role: .values)) }
            if isElement, key == "env" || key == "extraEnv" || key == "extraEnvVars" {
                visitVariable(node, into: &collector)
            }
            let isPrefixed = hasHub || Self.filled(node.value("hub")) != nil
            for entry in node.visibleEntries {
                guard let name = entry.key.string else { continue }
                if let text = entry.value.string {
                    guard !(image?.keys.contains(name) ?? false) else { continue }
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

// MARK: Images in one text

extension HelmValuesReader {
    private func visitText(
        _ node: YAMLNode,
        _ text: String,
        under key: String,
        in mapping: YAMLNode,
        isPrefixed: Bool,
        into collector: inout ReferenceCollector
    ) {
        if Self.isContainerList(key), text.utf8.contains(UInt8(ascii: "\n")) {
            return visitContainers(node, into: &collector)
        }
        guard Self.isImageKey(key), case .text = ChartScalar(node), Self.isImage(text, under: key) else { return }
        if isPrefixed, !text.utf8.contains(UInt8(ascii: "/")), !ImageText.hasTagOrDigest(text) {
            return collector.visit(
                node,
                role: .values,
                meaning: .unknown("the chart puts hub, image and tag together"),
                editing: .lockOnly("the chart puts hub, image and tag together")
            )
        }
        var meaning = ImageText.meaning(of: text)
        if key == "image", let registry = Self.filled(mapping.value("registry")) {
            // Losing the reason is right: what is no reference has no host.
            let hasHost = (try? Reference(text))?.host != nil
            if !hasHost { meaning = ImageText.meaning(of: "\(defaults.registry ?? registry)/\(text)") }
        }
        collector.visit(node, role: .values, meaning: meaning)
    }

    /// Visits a text among others under `images`, where it has a tag or digest.
    private func visitListed(_ node: YAMLNode, into collector: inout ReferenceCollector) {
        guard case .text(let text) = ChartScalar(node), ImageText.hasTagOrDigest(text) else { return }
        collector.visit(node, role: .values)
    }

    /// Visits containers that a chart takes as a text, to run it as a template.
    private func visitContainers(_ node: YAMLNode, into collector: inout ReferenceCollector) {
        let (context, nesting) = (context, nesting + 1)
        collector.visit(embedded: node, role: .values, nesting: nesting) { text throws(PinningError) in
            try HelmValuesFormat().references(in: text, context: context, nesting: nesting)
        }
    }

    private static func isContainerList(_ key: String) -> Bool {
        ["ontainers", "idecars"].contains { key.hasSuffix($0) }
    }

    /// Whether a text under the key of an image is one, and no picture or disk.
    private static func isImage(_ text: String, under key: String) -> Bool {
        guard ImageText.placeholder(in: text) == nil else { return true }
        guard !text.contains("://"), !pictures.contains(where: { text.hasSuffix($0) }) else { return false }
        // Losing the reason is right: under `image` it is found again, when what is meant is unknown.
        guard let reference = try? Reference(text) else {
            return key == "image" && !text.hasPrefix("/") && text.utf8.contains { $0 == 0x2f || $0 == 0x3a }
        }
        return key == "image" || reference.tag != nil || reference.digest != nil || reference.host != nil
    }

    private static let pictures = [
        ".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp", ".ico", ".iso", ".img", ".qcow2", ".raw", ".vmdk",
    ]
}
