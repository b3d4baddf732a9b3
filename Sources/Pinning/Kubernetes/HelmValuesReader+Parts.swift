// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

// Images whose parts stand under keys of their own.

extension HelmValuesReader {
    /// The images whose parts stand in a mapping.
    func images(of node: YAMLNode, under key: String) -> [SplitImage] {
        let isNamed = Self.isImageKey(key)
        guard isNamed || (!isSource && !Self.namesSources(node)) else { return [] }
        let own = SplitImage(node, isNamedImage: isNamed, defaults: defaults)
        return (own.map { [$0] } ?? []) + PairedImage.all(in: node).compactMap { $0.image(defaults: defaults) }
    }

    /// The keys under which sources and charts stand, whose repositories hold no images.
    static let sources: Set<String> = [
        "git", "source", "sources", "chart", "charts", "helm", "repo",
    ]

    /// Whether something beside a repository says that it holds sources.
    private static func namesSources(_ node: YAMLNode) -> Bool {
        ["branch", "ref", "revision", "path"].contains { key in
            guard let text = node.value(key)?.string, !text.isEmpty else { return false }
            // Paths of addresses begin with a slash, those of sources do not.
            return key != "path" || !text.hasPrefix("/")
        }
    }
}
