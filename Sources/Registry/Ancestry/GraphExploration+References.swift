// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

// MARK: From names to images

extension GraphExploration {
    /// Adds the images that a reference means: one, those of an index, or those of a whole repository.
    mutating func includeImages(named reference: Reference) throws {
        let repository = reference.repository
        guard try store.hasRepository(repository) else { throw Registry.unknown(repository) }
        guard let digest = try digest(of: reference) else { return try includeImages(in: repository) }
        try includeImages(of: digest, in: repository)
    }

    /// Adds the image of a digest, or those of an index.
    mutating func includeImages(of digest: Digest, in repository: RepositoryName) throws {
        guard let manifest = try store.manifest(digest, in: repository) else {
            throw RegistryError(.manifestUnknown, "\(repository)@\(digest) is not known here")
        }
        guard try readership.admits(manifest, in: repository) else {
            throw Registry.held(digest, in: repository)
        }
        for image in try images(reachedBy: digest, in: repository) { try include(image) }
    }

    /// The digest that a reference means; nil when it names a repository.
    func digest(of reference: Reference) throws -> Digest? {
        guard let tag = reference.tag else { return reference.digest }
        guard let current = try store.tag(tag, in: reference.repository)?.digest else {
            throw RegistryError(.manifestUnknown, "\(reference.repository) has no tag \(tag)")
        }
        guard reference.digest == nil || reference.digest == current else {
            throw RegistryError(
                .requestInvalid,
                "\(reference) names two images: \(reference.repository):\(tag) means \(current); ask for one of them"
            )
        }
        return current
    }

    private mutating func includeImages(in repository: RepositoryName) throws {
        var last: Digest?
        while true {
            let page = try store.images(in: repository, after: last, limit: 500)
            for image in page { try include(image) }
            guard page.count == 500, mayProceed(after: page.count) else { return }
            last = page.last?.manifest
        }
    }

    /// An image by its digest, or all that an index lists, directly or through others.
    mutating func images(reachedBy digest: Digest, in repository: RepositoryName) throws -> [StoredImage] {
        var images: [StoredImage] = []
        var seen: Set<Digest> = [digest]
        var waiting = [digest]
        while let next = waiting.popLast(), mayProceed() {
            if let image = try store.image(next, in: repository) {
                images.append(image)
            } else if try store.manifest(next, in: repository)?.mediaType.isIndex == true {
                waiting += try store.children(of: next, in: repository).filter { seen.insert($0).inserted }
            }
        }
        return images
    }
}

// MARK: From images to names

extension GraphExploration {
    /// The most names that are listed for one image.
    private static let maximumNames = 100

    /// The images found, those with fewer layers first.
    mutating func nodes() throws -> [AncestryGraph.Node] {
        beginAnew()
        return try images.sorted { ($0.value.places[0].layers, $0.key) < ($1.value.places[0].layers, $1.key) }.map {
            digest,
            found in
            let platform = found.places[0].platform
            return AncestryGraph.Node(
                digest: digest,
                references: try names(of: found),
                platform: platform.os.isEmpty && platform.architecture.isEmpty ? nil : platform,
                layers: found.places[0].layers
            )
        }
    }

    /// Tags first: where one repository has a name for an image, the digest in another says less.
    private mutating func names(of found: FoundImage) throws -> [String] {
        var names: [String] = []
        var digests: [String] = []
        for place in found.places.sorted(by: { $0.repository < $1.repository }) where names.count < Self.maximumNames {
            let tags = try tags(reaching: place.manifest, in: place.repository)
            names += tags.map { "\(place.repository):\($0)" }
            if tags.isEmpty { digests.append("\(place.repository)@\(place.manifest)") }
        }
        return Array((names + digests).prefix(Self.maximumNames))
    }

    /// The tags that mean a manifest or an index that lists it.
    private mutating func tags(reaching digest: Digest, in repository: RepositoryName) throws -> [Tag] {
        var tags: Set<Tag> = []
        for meaning in try [digest] + indexes(listing: digest, in: repository) {
            tags.formUnion(try store.tags(of: meaning, in: repository))
            guard tags.count < Self.maximumNames else { break }
        }
        return tags.sorted()
    }

    /// The indexes that list a manifest, directly or through others.
    mutating func indexes(listing digest: Digest, in repository: RepositoryName) throws -> [Digest] {
        let place = Place(repository: repository, manifest: digest)
        if let known = knownListings[place] { return known }
        var indexes: [Digest] = []
        var seen: Set<Digest> = [digest]
        var waiting = [digest]
        while let next = waiting.popLast() {
            let listing = try store.parents(of: next, in: repository).filter { seen.insert($0).inserted }
            indexes += listing
            waiting += listing
            guard mayProceed(after: listing.count) else { return indexes }
        }
        knownListings[place] = indexes
        return indexes
    }
}
