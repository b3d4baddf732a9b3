// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension GraphExploration {
    /// The most digests of all paths together, some 15 MB as text: a chain of images can be as long as it is.
    private static let maximumPathDigests = 200_000

    /// The images built on those found so far, by their names.
    mutating func imagesBuiltOnThoseFound(
        _ tags: AffectedImages.Tags,
        limit: Int
    ) throws -> [AffectedImages.Image] {
        let roots = Set(images.keys)
        for root in roots { try includePlaces(of: root) }
        find(atMost: limit)
        try climb(from: images.values.flatMap(\.places).sorted { ($0.layers, $0.manifest) < ($1.layers, $1.manifest) })
        beginAnew()
        let affected = try affectedImages(roots)
        var names = AffectedNames(limit: limit)
        for image in affected where !names.isFull { try addCurrentNames(of: image, to: &names) }
        if tags == .ever {
            for image in affected where !names.isFull { try addFormerNames(of: image, to: &names) }
        }
        if names.isFull { leaveOut() }
        return names.sorted
    }

    /// Adds the further repositories that have an image: an index of any of them may be named as a base.
    private mutating func includePlaces(of digest: Digest) throws {
        for repository in try store.repositories(holding: digest).prefix(Self.maximumPlaces) where mayProceed() {
            if let image = try store.image(digest, in: repository) { try include(image) }
        }
    }

    /// The images that were found after the roots, those with a shorter path first.
    private mutating func affectedImages(_ roots: Set<Digest>) throws -> [AffectedImage] {
        let paths = AffectedPaths(from: roots, through: try pathNodes(), claims: claims)
        var count = 0
        var affected: [AffectedImage] = []
        for (digest, found) in images where !roots.contains(digest) {
            guard let (path, evidence) = paths.path(to: digest) else { continue }
            count += path.count
            affected.append(AffectedImage(digest: digest, places: found.places, path: path, evidence: evidence))
        }
        affected.sort { ($0.path.count, $0.digest) < ($1.path.count, $1.digest) }
        while count > Self.maximumPathDigests, let farthest = affected.popLast() {
            count -= farthest.path.count
            leaveOut()
        }
        return affected
    }

    /// The images found, with the layers that connect them.
    private mutating func pathNodes() throws -> [Digest: AffectedPaths.Node] {
        var lineages: [Digest: [LayerChain.ID]] = [:]
        for (digest, found) in images { lineages[digest] = try lineage(of: found.places[0].chain) }
        let families = Set(lineages.values.compactMap(\.first))
        var nodes: [Digest: AffectedPaths.Node] = [:]
        for (digest, found) in images {
            let lineage = lineages[digest] ?? []
            nodes[digest] = AffectedPaths.Node(
                image: found.first,
                family: lineage.first,
                lowerFamily: lineage.dropFirst().first(where: families.contains)
            )
        }
        return nodes
    }
}

// MARK: Names

extension GraphExploration {
    private mutating func addCurrentNames(of image: AffectedImage, to names: inout AffectedNames) throws {
        for place in image.places {
            for meaning in try meanings(of: place) where mayProceed() {
                for tag in try store.tags(of: meaning, in: place.repository) {
                    names.add(image.named(tag, meaning, in: place.repository, .current))
                }
            }
        }
    }

    private mutating func addFormerNames(of image: AffectedImage, to names: inout AffectedNames) throws {
        for place in image.places {
            for meaning in try meanings(of: place) where mayProceed() {
                for tag in try store.tags(everMeaning: meaning, in: place.repository) {
                    names.add(image.named(tag, meaning, in: place.repository, .former))
                }
            }
            if !names.has(image.digest, in: place.repository) {
                names.add(image.named(nil, image.digest, in: place.repository, .former))
            }
        }
    }

    /// What a tag may mean to mean the image: itself, and the indexes that list it.
    private mutating func meanings(of place: StoredImage) throws -> [Digest] {
        try [place.manifest] + indexes(listing: place.manifest, in: place.repository)
    }
}
