// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// An entry of a kustomization's `images`: images of one name become another, or get another tag or digest.
///
/// Means the image after the replacement. A digest goes under `digest` where that key is written already, else behind the
/// tag, which kustomize copies as it stands.
struct ImageOverride {
    static let tagElsewhere = "the tag comes from the manifest whose image is replaced"

    private static let keys: Set<String> = ["name", "newName", "newTag", "digest", "tagSuffix"]

    let reference: ComposedReference

    /// Reads an entry; nil when it replaces nothing.
    init?(_ entry: YAMLNode) {
        let newName = Self.text(entry, "newName")
        guard let name = newName ?? Self.text(entry, "name") else { return nil }
        let tag = Self.text(entry, "newTag")
        let digest = entry.value("digest").flatMap { $0.scalar == nil ? nil : $0 }
        let place = ValuePlace(tag: tag, digest: digest)
        guard newName != nil || place != nil else { return nil }
        self.reference = ComposedReference(
            place: place?.node ?? name,
            name: name,
            holding: place?.holding ?? .reference,
            role: .override,
            meaning: Self.meaning(entry, name: name, tag: tag),
            editing: entry.repeatedKey(among: Self.keys).map { .lockOnly(RepeatedKeys.reason($0)) }
                ?? Self.editing(tag: tag, place: place)
        )
    }

    private static func meaning(_ entry: YAMLNode, name: YAMLNode, tag: YAMLNode?) -> FoundReference.Meaning {
        if let key = entry.repeatedKey(among: keys) { return .unknown(RepeatedKeys.reason(key)) }
        if let tag, let reason = obstacle(tag) { return .unknown(reason) }
        guard text(entry, "tagSuffix") == nil else { return .unknown("kustomize adds the tagSuffix to a tag") }
        let digest = text(entry, "digest")?.string
        guard tag != nil || digest != nil else { return .unknown(tagElsewhere) }
        return ImageText.meaning(
            of: (name.string ?? "") + (tag?.string.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
        )
    }

    private static func editing(tag: YAMLNode?, place: ValuePlace?) -> FoundReference.Editing {
        guard let place else { return .lockOnly("kustomize would need a new key; add newTag") }
        guard place.holding == .tag, let reason = tag.flatMap({ obstacle($0) }) else { return .inPlace }
        return .lockOnly(reason)
    }

    /// Why kustomize does not read a tag.
    private static func obstacle(_ tag: YAMLNode) -> String? {
        switch ChartScalar(tag) {
        case .text, .empty: return nil
        case .uncertain("a truth value"): return "kustomize refuses a tag that is a truth value; quote it"
        case .number, .uncertain: return "kustomize refuses a tag that is a number; quote it"
        }
    }

    /// The text under a key, when there is one.
    private static func text(_ entry: YAMLNode, _ key: String) -> YAMLNode? {
        guard let node = entry.value(key), node.scalar != nil else { return nil }
        if case .empty = ChartScalar(node) { return nil }
        return node
    }
}
