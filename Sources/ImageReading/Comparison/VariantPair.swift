// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import ImageDiff
public import OCIClient
public import OCIModel

/// The images of two references for one platform.
public struct VariantPair: Sendable {
    /// Which platform, and what happened to it.
    public let pair: PlatformPair
    /// The image before, if there is one.
    public let old: ImageVariant?
    /// The image after, if there is one.
    public let new: ImageVariant?

    /// Pairs the images of two references by platform.
    public static func pairs(_ old: OpenImage, _ new: OpenImage, _ wish: Platform?) async throws -> [VariantPair] {
        let before = try await old.variants(wish)
        let after = old.digest == new.digest ? before : try await new.variants(wish)
        let pairing = PlatformPairing(
            before.map { $0.platformImage(in: old) },
            after.map { $0.platformImage(in: new) }
        )
        return pairing.pairs.map { pair in
            VariantPair(
                pair: pair,
                old: before.first { $0.manifest.digest == pair.from?.digest },
                new: after.first { $0.manifest.digest == pair.to?.digest }
            )
        }
    }

    /// Pairs the images of two references by platform, where only some of the images can be read.
    ///
    /// The others are paired by what their indexes say of them, and have no image; those of which an index does not say
    /// the platform are in no pair.
    ///
    /// - Parameters:
    ///   - old: The reference before.
    ///   - new: The reference after.
    ///   - readable: The digests of the manifests that can be read, of both.
    /// - Returns: The pairs.
    /// - Throws: `ClientError` for what is no image; what the sources throw.
    public static func pairs(_ old: OpenImage, _ new: OpenImage, reading readable: Set<Digest>) async throws
        -> [VariantPair]
    {
        let before = try await old.variants(nil, among: readable)
        let after = try await new.variants(nil, among: readable)
        let pairing = PlatformPairing(old.platformImages(before), new.platformImages(after))
        return pairing.pairs.map { pair in
            VariantPair(
                pair: pair,
                old: before.first { $0.manifest.digest == pair.from?.digest },
                new: after.first { $0.manifest.digest == pair.to?.digest }
            )
        }
    }

    /// Compares the two, reading layers only where their digests do not say enough already.
    ///
    /// - Returns: Nil when one of the two is missing.
    public func compare(
        _ oldSource: any ImageSource,
        _ newSource: any ImageSource,
        _ mode: ComparisonMode,
        _ progress: TransferProgress
    ) async throws -> ImageComparison? {
        try await compare(oldSource, newSource, mode, LayerReading(progress: progress))
    }

    /// Compares the two with a reading that may know some layers already.
    ///
    /// - Returns: Nil when one of the two is missing.
    public func compare(
        _ oldSource: any ImageSource,
        _ newSource: any ImageSource,
        _ mode: ComparisonMode,
        _ reading: LayerReading
    ) async throws -> ImageComparison? {
        guard let old, let new else { return nil }
        let before = try old.identity()
        let after = try new.identity()
        if let comparison = ImageComparison(withoutFiles: before, after, mode: mode) { return comparison }
        var reading = reading
        let oldLayers = try old.layers()
        let newLayers = try new.layers()
        try await reading.read(oldLayers.map { ($0, oldSource) } + newLayers.map { ($0, newSource) })
        // What a table of contents says depends on how the archive is cut and compressed, and no DiffID covers that.
        let hasTables = reading.contents.values.contains { $0.isStargz || !$0.notes.isEmpty }
        if !hasTables,
            let comparison = ImageComparison(withoutFiles: before, after, mode: mode, diffIDs: .verified)
        {
            return comparison
        }
        // What layers hold is forgotten as soon as their trees are made: both at once are hundreds of megabytes.
        let first = try reading.image(before, oldLayers)
        reading.forget(except: Set(newLayers.map(\.layer.digest)))
        let second = try reading.image(after, newLayers)
        reading.forget(except: [])
        return ImageComparison(first, second, mode: mode)
    }
}

extension OpenImage {
    /// All images in the order of the index: those that were read, and the others as the index tells of them.
    fileprivate func platformImages(_ variants: [ImageVariant]) -> [PlatformImage] {
        let read = Dictionary(variants.map { ($0.manifest.digest, $0) }) { first, _ in first }
        return children.compactMap { child in
            if let variant = read[child.digest] { return variant.platformImage(in: self) }
            return child.platform.map { PlatformImage(platform: $0, digest: child.digest, origin: .index) }
        }
    }
}

extension ImageVariant {
    /// The image as one that is to be paired.
    fileprivate func platformImage(in image: OpenImage) -> PlatformImage {
        PlatformImage(
            platform: platform,
            digest: manifest.digest,
            origin: image.digest == manifest.digest ? .configuration : .index
        )
    }

    /// What is known of the image before its layers are read.
    public func identity() throws(ClientError) -> ImageIdentity {
        guard let configuration = manifest.manifest.config?.digest else {
            throw ClientError(.malformed, "\(manifest.digest) is no image")
        }
        return ImageIdentity(
            manifest: manifest.digest,
            configuration: configuration,
            config: config,
            layers: manifest.manifest.layers
        )
    }
}

extension LayerReading {
    /// The image that layers make, with its packages.
    public func image(_ identity: ImageIdentity, _ requests: [LayerRequest]) throws -> ComparedImage {
        let tree = try tree(of: requests)
        return ComparedImage(identity: identity, tree: tree, packages: packages(of: requests, in: tree))
    }

    /// The packages of the distribution, by the databases that were kept while reading.
    public func packages(of requests: [LayerRequest], in tree: FileTree) -> PackageSet {
        PackageSet(in: tree) { file in
            guard requests.indices.contains(file.entry.layer) else { return nil }
            return contents[requests[file.entry.layer].layer.digest]?.captured[file.path.relative]
        }
    }
}
