// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage

/// An image of the layers with these numbers, base first.
func imageRecord(
    _ numbers: Int...,
    algorithm: Digest.Algorithm = .sha256,
    platform: Platform = Platform(os: "linux", architecture: "amd64")
) -> ImageRecord {
    imageRecord(of: numbers, algorithm: algorithm, platform: platform)
}

/// An image of the layers with these numbers, base first.
func imageRecord(
    of numbers: [Int],
    algorithm: Digest.Algorithm = .sha256,
    platform: Platform = Platform(os: "linux", architecture: "amd64")
) -> ImageRecord {
    var layers: [ImageRecord.Layer] = []
    for number in numbers {
        let diffID = digest(number, algorithm: algorithm)
        let chainID = layers.last.map { Digest(of: Array("\($0.chainID) \(diffID)".utf8)) } ?? diffID
        layers.append(ImageRecord.Layer(diffID: diffID, chainID: chainID))
    }
    return ImageRecord(config: digest(1_000 + (numbers.last ?? 0)), platform: platform, layers: layers)
}

extension MetadataWriter {
    /// Records an image with its manifest.
    func put(
        _ image: ImageRecord,
        _ number: Int,
        in repository: RepositoryName,
        visibility: ManifestRecord.Visibility = .everyone
    ) throws {
        try putManifest(manifestRecord(number, visibility: visibility), pointingTo: [], in: repository)
        try putImage(image, of: digest(number), in: repository)
    }
}

extension MetadataReader {
    /// The manifests of the images of exactly these layers, in all repositories.
    func manifests(of layers: Int...) throws -> Set<Digest> {
        guard let chain = try chain(of: layers) else { return [] }
        var manifests: Set<Digest> = []
        try visitImages(of: chain) { image in
            manifests.insert(image.manifest)
            return .proceed
        }
        return manifests
    }

    /// What a visit of everything above these layers meets: the layers of each chain above the one it lies on, and the
    /// image.
    func visits(above layers: Int...) throws -> [(diffIDs: [Digest], manifest: Digest?)] {
        guard let chain = try chain(of: layers) else { return [] }
        var visits: [(diffIDs: [Digest], manifest: Digest?)] = []
        try visitChains(above: chain) { chain, image in
            visits.append((chain.diffIDs, image?.manifest))
            return .proceed
        }
        return visits
    }

    /// The images by their layers, with those places where images part.
    func tree() throws -> [[Digest]: Set<Digest>] {
        var tree: [[Digest]: Set<Digest>] = [:]
        var below: [LayerChain.ID: [Digest]] = [.empty: []]
        try visitImages(of: .empty) { image in
            tree[[], default: []].insert(image.manifest)
            return .proceed
        }
        try visitChains(above: .empty) { chain, image in
            let stack = below[chain.parent, default: []] + chain.diffIDs
            below[chain.id] = stack
            tree[stack, default: []].formUnion(image.map { [$0.manifest] } ?? [])
            return .proceed
        }
        return tree
    }

    /// The chain of exactly these layers; nil when no image has them and none part there.
    func chain(of numbers: [Int]) throws -> LayerChain.ID? {
        guard !numbers.isEmpty else { return .empty }
        var chain: LayerChain.ID?
        var below: [LayerChain.ID: [Digest]] = [:]
        try visitChains(above: .empty) { upper, _ in
            below[upper.id] = below[upper.parent, default: []] + upper.diffIDs
            guard below[upper.id] == numbers.map({ digest($0) }) else { return .proceed }
            chain = upper.id
            return .stop
        }
        return chain
    }
}
