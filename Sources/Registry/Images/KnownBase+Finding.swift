// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension KnownBase {
    /// The most images of the same layers that are looked at.
    private static let maximumCandidates = 200
    /// The most bases whose histories are read.
    static let maximumHistories = 8
    /// The most stacks of layers that are looked at.
    private static let maximumChains = 256

    /// Finds the images that an image begins with and that the caller may see, the largest first.
    ///
    /// Layers that hold nothing prove nothing. Of several images with the same layers, one with a tag is told, else one
    /// for the same platform, else the one pushed first.
    static func bases(
        of image: StoredImage,
        _ store: any MetadataReader,
        _ readership: inout Readership
    ) throws -> [KnownBase] {
        let lineage = try store.lineage(of: image.chain)
        var depth = lineage.reduce(0) { $0 + $1.diffIDs.count }
        var isBarren: [Bool] = []
        var holdsNothing = true
        for chain in lineage.reversed() {
            holdsNothing = holdsNothing && chain.diffIDs.allSatisfy { $0 == ImageConfig.emptyLayer }
            isBarren.append(holdsNothing)
        }
        var bases: [KnownBase] = []
        for (chain, isBarren) in zip(lineage, isBarren.reversed()).prefix(maximumChains) {
            defer { depth -= chain.diffIDs.count }
            guard chain.id != image.chain, !isBarren else { continue }
            if let base = try best(of: chain.id, for: image.platform, store, &readership) {
                bases.append(
                    KnownBase(layers: depth, repository: base.0.repository, digest: base.0.manifest, tag: base.1)
                )
            }
        }
        return bases
    }

    private static func best(
        of chain: LayerChain.ID,
        for platform: Platform,
        _ store: any MetadataReader,
        _ readership: inout Readership
    ) throws -> (StoredImage, Tag?)? {
        var candidates: [StoredImage] = []
        var count = 0
        try store.visitImages(of: chain) { image in
            count += 1
            if try readership.admits(image) { candidates.append(image) }
            return count < maximumCandidates ? .proceed : .stop
        }
        candidates.sort { ($0.pushedAt, $0.repository, $0.manifest) < ($1.pushedAt, $1.repository, $1.manifest) }
        let fitting = candidates.filter { $0.platform == platform }
        let preferred = fitting.isEmpty ? candidates : fitting
        for image in preferred {
            if let tag = try store.name(of: image.manifest, in: image.repository) { return (image, tag) }
        }
        return preferred.first.map { ($0, nil) }
    }
}

extension MetadataReader {
    /// A tag that means a manifest or an index that lists it.
    fileprivate func name(of digest: Digest, in repository: RepositoryName) throws -> Tag? {
        for meaning in try [digest] + parents(of: digest, in: repository).prefix(ImageView.maximumIndexes) {
            if let tag = try tags(of: meaning, in: repository).max() { return tag }
        }
        return nil
    }
}
