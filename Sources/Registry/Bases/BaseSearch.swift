// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Policy
internal import Storage

/// A walk, within one read, from images to their bases: by what they name, by their layers and by the history of tags.
///
/// Answered from what is stored; remembers what it asked for, since images share bases.
struct BaseSearch {
    private struct Content: Hashable {
        let repository: RepositoryName
        let digest: Digest
        let platform: Platform
    }

    /// What a digest means for a platform.
    struct PlatformImage {
        var image: StoredImage?
        /// Tells whether there are images and none is for the platform.
        var isDropped = false
    }

    /// The most images of one stack of layers that are looked at.
    private static let maximumImages = 200
    /// The most names of one base that are looked at.
    private static let maximumNames = 50
    /// The most manifests below one index that are looked at.
    private static let maximumChildren = 1_000

    let store: any MetadataReader
    let caller: Caller
    let upstreams: UpstreamSet
    let names: OwnNames
    private var readership: Readership
    private var stacks: [LayerChain.ID: [LayerChain]] = [:]
    private var images: [LayerChain.ID: [StoredImage]] = [:]
    private var spans: [BasePlace: TagSpans] = [:]
    private var platformImages: [Content: PlatformImage] = [:]
    private var meaningsOfChains: [LayerChain.ID: Set<TagMeaning>] = [:]

    init(_ store: any MetadataReader, _ caller: Caller, upstreams: UpstreamSet, names: OwnNames) {
        self.store = store
        self.caller = caller
        self.upstreams = upstreams
        self.names = names
        self.readership = Readership(store, caller)
    }
}

// MARK: Layers

extension BaseSearch {
    /// An image's chain and those below, the lowest last.
    mutating func stack(of chain: LayerChain.ID) throws -> [LayerChain] {
        if let known = stacks[chain] { return known }
        let stack = try store.lineage(of: chain)
        stacks[chain] = stack
        return stack
    }

    /// What an image is made of.
    mutating func content(of image: StoredImage) throws -> BaseContent {
        BaseContent(layers: try stack(of: image.chain).reversed().flatMap(\.diffIDs))
    }

    /// The image for a platform that a digest means, if the repository has it and the caller may see it.
    mutating func image(
        of digest: Digest,
        in repository: RepositoryName,
        for platform: Platform
    ) throws -> PlatformImage {
        let key = Content(repository: repository, digest: digest, platform: platform)
        if let known = platformImages[key] { return known }
        let found = try findImage(of: digest, in: repository, for: platform)
        platformImages[key] = found
        return found
    }

    private mutating func findImage(
        of digest: Digest,
        in repository: RepositoryName,
        for platform: Platform
    ) throws -> PlatformImage {
        if let image = try store.image(digest, in: repository) {
            return PlatformImage(image: try readership.admits(image) ? image : nil)
        }
        guard let manifest = try store.manifest(digest, in: repository), manifest.mediaType.isIndex,
            try readership.admits(manifest, in: repository)
        else { return PlatformImage() }
        var found: [StoredImage] = []
        var isComplete = true
        for child in try store.children(of: digest, in: repository).prefix(Self.maximumChildren) {
            if let image = try store.image(child, in: repository) {
                if try readership.admits(image) { found.append(image) }
            } else if try store.manifest(child, in: repository)?.mediaType.isIndex != false {
                // Not stored, as an upstream's may be, or an index within an index: there may be more than is seen.
                isComplete = false
            }
        }
        let chosen =
            platform.choice(among: found, platform: \.platform, digest: \.manifest)
            ?? found.first { $0.platform.fits(platform) }
        return PlatformImage(image: chosen, isDropped: chosen == nil && isComplete && !found.isEmpty)
    }

    /// What a digest meant, as far as it is stored.
    mutating func meaning(
        of digest: Digest,
        in repository: RepositoryName,
        for platform: Platform
    ) throws -> BaseMeaning {
        let image = try image(of: digest, in: repository, for: platform).image
        return BaseMeaning(digest: digest, image: image?.manifest, content: try image.map { try content(of: $0) })
    }
}

// MARK: Names

extension BaseSearch {
    /// Tells whether the caller may learn of a repository, and it is one.
    func maySee(_ repository: RepositoryName) throws -> Bool {
        guard caller.may(.pull, in: repository) else { return false }
        return try store.hasRepository(repository)
    }

    /// Tells whether the caller may read the manifest that makes a claim.
    mutating func admits(_ claim: BaseClaim) throws -> Bool {
        guard let manifest = try store.manifest(claim.manifest, in: claim.repository) else { return false }
        return try readership.admits(manifest, in: claim.repository)
    }

    /// Tells whether the caller may read an image.
    mutating func admits(_ image: StoredImage) throws -> Bool { try readership.admits(image) }

    /// What a tag meant.
    mutating func spans(of place: BasePlace) throws -> TagSpans {
        if let known = spans[place] { return known }
        let found = try TagSpans(of: place.tag, in: place.repository, store)
        spans[place] = found
        return found
    }

    /// The tags of other repositories that mean or meant images of a stack of layers, which may be below an image.
    ///
    /// Copies are no bases: neither what the image's own repository has as well, nor what lies beside the image itself.
    mutating func meanings(of chain: LayerChain.ID, below image: StoredImage) throws -> Set<TagMeaning> {
        var copies: [RepositoryName: Bool] = [:]
        return try meanings(of: chain).filter { meaning in
            let repository = meaning.place.repository
            guard repository != image.repository else { return false }
            guard try store.manifest(meaning.digest, in: image.repository) == nil else { return false }
            let isCopy = try copies[repository] ?? (store.manifest(image.manifest, in: repository) != nil)
            copies[repository] = isCopy
            return !isCopy
        }
    }

    private mutating func meanings(of chain: LayerChain.ID) throws -> Set<TagMeaning> {
        if let known = meaningsOfChains[chain] { return known }
        var found: Set<TagMeaning> = []
        for image in try images(of: chain) where found.count < Self.maximumNames {
            found.formUnion(try meanings(of: image.manifest, in: image.repository))
        }
        meaningsOfChains[chain] = found
        return found
    }

    /// The tags of a repository that mean or meant a manifest, or an index that lists it.
    func meanings(of digest: Digest, in repository: RepositoryName) throws -> Set<TagMeaning> {
        var found: Set<TagMeaning> = []
        for meaning in try [digest] + store.parents(of: digest, in: repository) {
            for tag in try store.tags(everMeaning: meaning, in: repository) where CompanionTag(tag) == nil {
                found.insert(TagMeaning(place: BasePlace(repository: repository, tag: tag), digest: meaning))
                guard found.count < Self.maximumNames else { return found }
            }
        }
        return found
    }

    private mutating func images(of chain: LayerChain.ID) throws -> [StoredImage] {
        if let known = images[chain] { return known }
        var found: [StoredImage] = []
        try store.visitImages(of: chain) { image in
            found.append(image)
            return found.count < Self.maximumImages ? .proceed : .stop
        }
        found = try found.filter { try readership.admits($0) }
            .sorted { ($0.repository, $0.manifest) < ($1.repository, $1.manifest) }
        images[chain] = found
        return found
    }
}
