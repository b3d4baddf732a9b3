// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// A walk over the index of images, within one read, that finds what belongs to a graph.
///
/// Everything is bounded: the images found, the places where each lies, what is read on the way.
struct GraphExploration {
    /// One image in the repositories that have it and that the caller may see.
    struct FoundImage {
        var places: [StoredImage]

        /// The place where it was pushed first.
        var first: StoredImage { places.min { $0.pushedAt < $1.pushedAt } ?? places[0] }
    }

    /// A manifest in a repository.
    struct Place: Hashable {
        let repository: RepositoryName
        let manifest: Digest
    }

    /// The most repositories that are listed for one image.
    static let maximumPlaces = 100
    /// The most chains, images and indexes that are read to find images; as many again to name them, and to connect them.
    private static let maximumReads = 100_000

    let store: any MetadataReader
    var readership: Readership
    private var limit: Int
    private(set) var images: [Digest: FoundImage] = [:]
    private(set) var isTruncated = false
    /// Tells whether there is no room for more images, or too much was read.
    private var isOver = false
    /// What each chain lies on, for every chain met so far.
    private var below: [LayerChain.ID: LayerChain.ID] = [:]
    /// Chains that hold nothing but empty layers.
    private var barren: Set<LayerChain.ID> = [.empty]
    private var descended: Set<LayerChain.ID> = []
    private var climbed: Set<LayerChain.ID> = []
    private var waiting: [StoredImage] = []
    private var reads = 0
    var resolvedBases: [ResolvedBase: [StoredImage]] = [:]
    var knownListings: [Place: [Digest]] = [:]
    /// Who says of an image, found while climbing, that it was built on another: by base, then by image.
    private(set) var claims: [Digest: [Digest: Set<AncestryGraph.Evidence>]] = [:]

    init(_ store: any MetadataReader, _ caller: Caller, limit: Int) {
        self.store = store
        self.readership = Readership(store, caller)
        self.limit = limit
    }

    /// Finds every image there is, those with fewer layers first.
    mutating func exploreEverything() throws {
        // Looking at everything for nobody is work all the same.
        guard try readership.mayPullFromAny() else { return }
        try includeImages(of: .empty)
        try climb(from: .empty)
        waiting = []
    }

    /// Finds images, what they are built on, and what is built on them.
    mutating func explore(from references: [Reference]) throws {
        for reference in references { try includeImages(named: reference) }
        let named = images.values.flatMap(\.places).sorted { ($0.layers, $0.manifest) < ($1.layers, $1.manifest) }
        waiting = named
        while let image = waiting.popLast(), !isOver {
            for chain in try lineage(of: image.chain) where descended.insert(chain).inserted {
                try includeImages(of: chain)
            }
            for base in try basesClaimed(for: image) { try include(base.image) }
        }
        try climb(from: named)
    }

    /// Finds all that is built on images, and remembers who says so where layers do not show it.
    mutating func climb(from images: [StoredImage]) throws {
        waiting = images.reversed()
        while let image = waiting.popLast(), !isOver {
            // A family of its own, as far as layers go, when its layers prove nothing.
            if try !lineage(of: image.chain).isEmpty { try climb(from: image.chain) }
            for child in try imagesClaiming(image) {
                try include(child.image)
                guard self.images[child.image.manifest] != nil else { continue }
                claims[image.manifest, default: [:]][child.image.manifest, default: []].insert(child.evidence)
            }
        }
        waiting = []
    }

    /// Adds an image, or a further place of one, if the caller may see it; what is new waits to be looked at.
    mutating func include(_ image: StoredImage) throws {
        guard try readership.admits(image) else { return }
        let places = images[image.manifest]?.places ?? []
        guard !places.contains(where: { $0.repository == image.repository }) else { return }
        guard places.isEmpty ? images.count < limit : places.count < Self.maximumPlaces else {
            isTruncated = true
            // An image that lies in too many places is no reason not to look for others.
            isOver = isOver || places.isEmpty
            return
        }
        images[image.manifest] = FoundImage(places: places + [image])
        waiting.append(image)
    }

    /// Counts what was read; false once that is enough.
    mutating func mayProceed(after count: Int = 1) -> Bool {
        reads += count
        if reads >= Self.maximumReads {
            isTruncated = true
            isOver = true
        }
        return !isOver
    }

    /// Bounds how many more images are found than there are now.
    mutating func find(atMost count: Int) {
        limit = images.count + count
    }

    /// Notes that there is more than is shown.
    mutating func leaveOut() {
        isTruncated = true
    }

    /// Begins with what is done to the images once they are found.
    mutating func beginAnew() {
        reads = 0
        isOver = false
    }
}

// MARK: Chains

extension GraphExploration {
    /// The chains that say something about where an image comes from: its own and those below, the lowest last.
    ///
    /// Empty for layers that hold nothing: unrelated images share them.
    mutating func lineage(of chain: LayerChain.ID) throws -> [LayerChain.ID] {
        if chain != .empty, below[chain] == nil {
            for link in try store.lineage(of: chain).reversed() { note(link) }
        }
        var lineage: [LayerChain.ID] = []
        var next = chain
        while !barren.contains(next), let lower = below[next] {
            lineage.append(next)
            next = lower
        }
        return lineage
    }

    private mutating func note(_ chain: LayerChain) {
        below[chain.id] = chain.parent
        let holdsNothing = chain.diffIDs.allSatisfy { $0 == ImageConfig.emptyLayer }
        if holdsNothing, barren.contains(chain.parent) { barren.insert(chain.id) }
    }

    private mutating func includeImages(of chain: LayerChain.ID) throws {
        let store = store
        try store.visitImages(of: chain) { image in
            try include(image)
            return mayProceed() ? .proceed : .stop
        }
    }

    /// Adds all images whose layers begin with a chain and go on.
    private mutating func climb(from chain: LayerChain.ID) throws {
        guard climbed.insert(chain).inserted else { return }
        let store = store
        try store.visitChains(above: chain) { chain, image in
            note(chain)
            climbed.insert(chain.id)
            if let image { try include(image) }
            return mayProceed() ? .proceed : .stop
        }
    }
}
