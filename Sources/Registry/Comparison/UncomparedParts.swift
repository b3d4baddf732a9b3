// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageReading
internal import OCIClient
internal import OCIModel

/// Parts of indexes and manifests that runtimes may act on and that no comparison of files and settings covers.
///
/// Where they differ, people decide: a rule has not seen what they change.
enum UncomparedParts {
    /// Annotations that only tell people something.
    private static let harmlessPrefix = "org.opencontainers.image."
    /// Annotations by which a runtime reads another list of files than the layer's archive has.
    private static let chunkedPrefix = "io.github.containers.zstd-chunked."

    /// The first such part that differs, in words; nil if none does.
    static func first(_ old: OpenImage, _ new: OpenImage, _ pairs: [VariantPair]) -> String? {
        let (before, after) = (old.root.manifest, new.root.manifest)
        guard before.mediaType.isIndex == after.mediaType.isIndex else {
            return "an index took the place of an image, or an image that of an index"
        }
        if before.mediaType.isIndex, platforms(in: before, of: old) != platforms(in: after, of: new) {
            return "the index describes the platforms of its images in other words, or in another order"
        }
        for pair in pairs where pair.old?.manifest.digest != pair.new?.manifest.digest {
            guard let old = pair.old?.manifest.manifest, let new = pair.new?.manifest.manifest else { continue }
            if let reason = difference(old, new) { return reason }
        }
        return nil
    }

    /// What an index says of the platform of each image, as it is written, in the order that runtimes choose by.
    private static func platforms(in index: Manifest, of image: OpenImage) -> [JSONValue] {
        let children = Set(image.children.map(\.digest))
        do throws(JSONError) {
            let entries = try JSONValue(parsing: index.bytes)["manifests"]?.array ?? []
            return entries.filter { entry in
                guard let text = entry["digest"]?.string else { return true }
                return children.contains { $0.rawValue == text }
            }.map { $0["platform"] ?? .null }
        } catch {
            // It was parsed before; what cannot be read equals nothing.
            return [.string("\(image.digest)")]
        }
    }

    private static func difference(_ old: Manifest, _ new: Manifest) -> String? {
        guard telling(old.annotations) == telling(new.annotations) else {
            return "annotations of the manifest differ that a runtime may act on"
        }
        guard old.subject?.digest == new.subject?.digest else { return "the manifest refers to another one" }
        let known = Dictionary(old.layers.map { ($0.digest, $0) }) { first, _ in first }
        let usual = Set(old.layers.flatMap(\.annotations.keys))
        for layer in new.layers {
            if let same = known[layer.digest] {
                guard same.annotations == layer.annotations, same.hasURLs == layer.hasURLs else {
                    return "what the manifest says of the layer \(layer.digest.short) differs"
                }
            } else {
                guard !layer.annotations.keys.contains(where: { $0.hasPrefix(chunkedPrefix) }) else {
                    return "the layer \(layer.digest.short) has a second list of its files, which is not read"
                }
                guard usual.isSuperset(of: layer.annotations.keys), !layer.hasURLs else {
                    return "the manifest says more of the layer \(layer.digest.short) than of those before"
                }
            }
        }
        return nil
    }

    private static func telling(_ annotations: [String: String]) -> [String: String] {
        annotations.filter { !$0.key.hasPrefix(harmlessPrefix) }
    }
}
