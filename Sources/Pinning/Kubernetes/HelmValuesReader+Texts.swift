// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

// Images that stand in one text.

extension HelmValuesReader {
    func visitText(
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
        guard case .text = ChartScalar(node) else { return }
        if variables.contains(where: { $0.matches(key) }) { return collector.visit(node, role: .variable) }
        guard Self.isImageKey(key) ? Self.isImage(text, under: key) : Self.isWhole(text, under: key) else { return }
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
    func visitListed(_ node: YAMLNode, into collector: inout ReferenceCollector) {
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

    /// Visits resources that a chart takes as a text.
    func visitResources(_ node: YAMLNode, into collector: inout ReferenceCollector) {
        guard node.string?.utf8.contains(UInt8(ascii: "\n")) ?? false else { return }
        let (context, nesting) = (context, nesting + 1)
        collector.visit(embedded: node, role: .values, nesting: nesting) { text throws(PinningError) in
            let found = try KubernetesFormat().references(in: text, context: context, nesting: nesting)
            // Braces may read as a mapping, of which a template makes something else.
            let value = String(decoding: text.bytes, as: UTF8.self)
            guard found.isEmpty, value.contains("{{"), ImageText.mentionsImage(value) else { return found }
            throw PinningError(.malformed, "it is a template")
        }
    }

    static func isResourceList(_ key: String) -> Bool {
        key.hasPrefix("extra")
            && ["Objects", "Deploy", "Manifests", "Resources", "ObjectsTemplates"].contains { key.hasSuffix($0) }
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

    /// Whether a text is a whole reference under a key such as `imageK8S` or `runnerRepositoryAndTag`.
    private static func isWhole(_ text: String, under key: String) -> Bool {
        guard key.hasSuffix("RepositoryAndTag") || isBesideImage(key) else { return false }
        return ImageText.placeholder(in: text) != nil || ImageText.hasTagOrDigest(text)
    }

    /// Whether a key begins with `image` and goes on with what may be the name of one.
    private static func isBesideImage(_ key: String) -> Bool {
        let rest = key.dropFirst("image".count)
        guard key.hasPrefix("image"), let first = rest.utf8.first, (0x41...0x5a).contains(first) else { return false }
        return !notImages.contains { rest.hasSuffix($0) }
    }

    private static let notImages = [
        "Registry", "Registries", "Host", "Endpoint", "Proxy", "Mirror", "Mirrors", "Policy", "Secret", "Secrets",
        "Tag",
        "Digest", "Version", "Url", "URL", "Path",
    ]

    private static let pictures = [
        ".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp", ".ico", ".iso", ".img", ".qcow2", ".raw", ".vmdk",
    ]
}
