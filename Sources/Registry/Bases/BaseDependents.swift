// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// The names of the images that are built on what a tag meant, by their layers or by what they name.
///
/// Looked up inside the change that moves the tag, so that no move goes untold; therefore bounded.
struct BaseDependents {
    /// Names such as `team/app:1.0`, sorted.
    let names: [String]
    /// Tells whether there were more images than are looked at.
    let isTruncated: Bool

    /// The most names that a message holds.
    static let maximumNames = 100
    /// The most images that are looked at for their names.
    private static let maximumImages = 500
    /// The most images of one index that are looked at.
    private static let maximumVariants = 50

    /// Finds them.
    ///
    /// - Parameters:
    ///   - digest: What the tag meant: an image or an index.
    ///   - repository: Its repository, whose own images count only if they name the base.
    ///   - store: What is asked.
    /// - Throws: The store's own error when it cannot be read.
    init(of digest: Digest, in repository: RepositoryName, _ store: any MetadataReader) throws {
        var images: [Place: StoredImage] = [:]
        var isTruncated = false
        let add = { (image: StoredImage) -> VisitOutcome in
            guard images.count < Self.maximumImages else {
                isTruncated = true
                return .stop
            }
            if image.visibility == .everyone {
                images[Place(repository: image.repository, manifest: image.manifest)] = image
            }
            return .proceed
        }
        let variants =
            try store.image(digest, in: repository).map { [$0] }
            ?? store.children(of: digest, in: repository).prefix(Self.maximumVariants)
            .compactMap { try store.image($0, in: repository) }
        for base in Set([digest] + variants.map(\.manifest)) {
            try store.visitBaseClaims(of: base) { claim in
                guard claim.image != base, let image = try store.image(claim.image, in: claim.repository) else {
                    return .proceed
                }
                return add(image)
            }
        }
        for chain in Set(variants.map(\.chain)) where try store.holdsSomething(chain) {
            try store.visitChains(above: chain) { _, image in
                guard let image, image.repository != repository else { return .proceed }
                return add(image)
            }
        }
        var names: Set<String> = []
        for place in images.keys {
            for meaning in try [place.manifest] + store.parents(of: place.manifest, in: place.repository) {
                for tag in try store.tags(of: meaning, in: place.repository) where CompanionTag(tag) == nil {
                    names.insert("\(place.repository):\(tag)")
                }
            }
        }
        self.names = names.sorted()
        self.isTruncated = isTruncated
    }

    private struct Place: Hashable {
        let repository: RepositoryName
        let manifest: Digest
    }
}

extension MetadataReader {
    /// Tells whether some layer of a stack holds something: only then do images that begin with it have to do with it.
    fileprivate func holdsSomething(_ chain: LayerChain.ID) throws -> Bool {
        try lineage(of: chain).contains { $0.diffIDs.contains { $0 != ImageConfig.emptyLayer } }
    }
}
