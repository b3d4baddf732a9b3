// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// An image whose name and tag stand among other values, under keys that begin alike: `rancherImage` and
/// `rancherImageTag`, `airflowRepository` and `airflowTag`.
struct PairedImage {
    private let name: YAMLEntry
    private let tag: YAMLNode
    private let tagKey: String
    private let digest: YAMLEntry?
    private let registry: YAMLNode?

    /// All pairs of a mapping, in time linear in it.
    static func all(in mapping: YAMLNode) -> [PairedImage] {
        let entries = mapping.visibleEntries
        let names = entries.compactMap { entry in
            entry.key.string.flatMap { start(of: $0) }.map { (start: $0, entry: entry) }
        }
        guard !names.isEmpty else { return [] }
        var values: [String: YAMLEntry] = [:]
        for entry in entries where entry.value.scalar != nil {
            guard let key = entry.key.string, values[key] == nil else { continue }
            values[key] = entry
        }
        return names.compactMap { PairedImage($0.entry, start: $0.start, among: values) }
    }

    private init?(_ name: YAMLEntry, start: String, among values: [String: YAMLEntry]) {
        guard case .text(let text) = ChartScalar(name.value), !text.contains("://"), !text.hasSuffix(".git"),
            !ImageText.hasTagOrDigest(text), let tag = values["\(start)Tag"]
        else { return nil }
        self.name = name
        self.tag = tag.value
        self.tagKey = "\(start)Tag"
        self.digest = values["\(start)Digest"]
        self.registry = values["\(start)Registry"]?.value
    }

    /// The image; nil when it is none.
    func image(defaults: SplitImage.Defaults) -> SplitImage? {
        let parts = [
            ("repository", name.value), ("tag", tag), ("digest", digest?.value), ("registry", registry),
        ].compactMap { key, value in value.map { YAMLEntry(key: Self.key(key, at: $0.span), value: $0) } }
        let node = YAMLNode(.mapping(parts), tag: nil, anchor: nil, span: name.value.span)
        var image = SplitImage(node, isNamedImage: true, defaults: defaults)
        image?.keys = Set([name.key.string, tagKey, digest?.key.string].compactMap { $0 })
        return image
    }

    /// What stands before `Tag` in the key of the tag that belongs to a name; nil for keys that name no image.
    private static func start(of key: String) -> String? {
        let start: Substring
        switch key {
        case _ where key.hasSuffix("Image") || key == "imageName":
            start = key == "imageName" ? "image" : Substring(key)
        case _ where key.hasSuffix("ImageName"): start = key.dropLast("Name".count)
        case _ where key.hasSuffix("Repository"): start = key.dropLast("Repository".count)
        default: return nil
        }
        let others = ["git", "Git", "chart", "Chart", "charts", "Charts", "helm", "Helm", "source", "Source"]
        guard !start.isEmpty, !others.contains(where: { start.hasSuffix($0) }) else { return nil }
        return String(start)
    }

    private static func key(_ text: String, at span: Range<Int>) -> YAMLNode {
        let scalar = YAMLScalar(value: text, style: .plain, pieces: [])
        return YAMLNode(.scalar(scalar), tag: nil, anchor: nil, span: span.lowerBound..<span.lowerBound)
    }
}
