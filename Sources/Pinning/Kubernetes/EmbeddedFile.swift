// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A field of resources that holds what is a file of its own elsewhere.
struct EmbeddedFile: Sendable {
    enum Content: Sendable {
        /// A chart's values, as mappings.
        case values
        /// A chart's values, as one text.
        case valuesText
        /// Resources, as one text.
        case resourceText
        /// A patch, as one text.
        case patchText
        /// An entry of a kustomization's `images`.
        case override
        /// Such an entry on one line: `name=other:tag`.
        case overrideText
    }

    private let resources: ResourcePattern
    let path: FieldPath
    let content: Content

    private init?(_ apiVersion: String, _ kind: String, _ path: String, _ content: Content) {
        guard let steps = FieldPath(path) else { return nil }
        self.resources = ResourcePattern(apiVersion: apiVersion, kind: kind)
        self.path = steps
        self.content = content
    }

    func covers(_ kind: ResourceKind) -> Bool { resources.matches(kind) }
}

extension EmbeddedFile {
    /// The fields of well-known resources.
    static let all: [EmbeddedFile] = others + applications

    private static let others: [EmbeddedFile] = [
        ("helm.toolkit.fluxcd.io/*", "HelmRelease", "spec.values", Content.values),
        ("helm.cattle.io/*", "HelmChart*", "spec.valuesContent", .valuesText),
        ("kustomize.toolkit.fluxcd.io/*", "Kustomization", "spec.images[]", .override),
        ("kustomize.toolkit.fluxcd.io/*", "Kustomization", "spec.patches[].patch", .patchText),
        ("argoproj.io/*", "*Workflow*", "spec.templates[].resource.manifest", .resourceText),
        ("builtin", "ImageTagTransformer", "imageTag", .override),
    ].compactMap { EmbeddedFile($0.0, $0.1, $0.2, $0.3) }

    private static let applications: [EmbeddedFile] = [
        ("Application", "spec.source"),
        ("Application", "spec.sources[]"),
        ("ApplicationSet", "spec.template.spec.source"),
        ("ApplicationSet", "spec.template.spec.sources[]"),
    ].flatMap { kind, source in
        [
            ("helm.valuesObject", Content.values),
            ("helm.values", .valuesText),
            ("kustomize.images[]", .overrideText),
        ].compactMap { EmbeddedFile("argoproj.io/*", kind, "\(source).\($0.0)", $0.1) }
    }
}

extension ResourceReader {
    /// Reads what is a file of its own.
    mutating func readEmbedded(_ node: YAMLNode, _ content: EmbeddedFile.Content) throws(PinningError) {
        let (context, nesting) = (context, nesting + 1)
        switch content {
        case .values:
            var reader = HelmValuesReader(nesting: nesting, context: context)
            try reader.read(node, into: &collector)
        case .override:
            if let override = ImageOverride(node) { composed.append(override.reference) }
        case .overrideText: visitOverride(node)
        case .valuesText:
            collector.visit(embedded: node, role: .values, nesting: nesting) { text throws(PinningError) in
                try HelmValuesFormat().references(in: text, context: context, nesting: nesting)
            }
        case .resourceText:
            collector.visit(embedded: node, role: .image, nesting: nesting) { text throws(PinningError) in
                try KubernetesFormat().references(in: text, context: context, nesting: nesting)
            }
        case .patchText:
            collector.visit(embedded: node, role: .image, nesting: nesting) { text throws(PinningError) in
                try ResourcePatch.references(in: text, context: context, nesting: nesting)
            }
        }
    }

    private mutating func visitOverride(_ node: YAMLNode) {
        guard let text = node.string else { return }
        let bytes = text.utf8
        let start =
            bytes.firstIndex(of: UInt8(ascii: "=")).map { bytes.distance(from: bytes.startIndex, to: $0) + 1 } ?? 0
        var meaning = ImageText.meaning(of: String(text.utf8.dropFirst(start)) ?? text)
        if case .known(let reference) = meaning, reference.tag == nil, reference.digest == nil {
            meaning = .unknown(ImageOverride.tagElsewhere)
        }
        collector.visit(node, role: .override, within: start..<bytes.count, meaning: meaning)
    }
}

extension ReferenceCollector {
    /// Visits the references of a text that is a file of another format.
    ///
    /// A text that cannot be read but speaks of images is found as one that is not known.
    mutating func visit(
        embedded node: YAMLNode,
        role: ReferenceRole,
        nesting: Int,
        reading references: (SourceText) throws(PinningError) -> [FoundReference]
    ) {
        guard let text = node.string else { return }
        do throws(PinningError) {
            guard nesting <= WalkBound.maximumNesting else {
                throw PinningError(.tooLarge, "texts that hold other files are nested deeper than is read")
            }
            visit(node, holding: try references(SourceText(path: "", bytes: Array(text.utf8))))
        } catch {
            guard ImageText.mentionsImage(text) else { return }
            let reason = "the text holds a file that cannot be read: \(error.message)"
            visit(node, role: role, meaning: .unknown(reason), editing: .lockOnly(reason))
        }
    }
}
