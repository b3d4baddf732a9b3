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
    /// Tells whether there were more images than are looked at; then it may be that none was found.
    let isTruncated: Bool

    /// The most names that a message holds.
    static let maximumNames = 100
    /// The most images that are told.
    private static let maximumImages = 500
    /// The most images that are looked at, of which builds without a tag may be many.
    private static let maximumLooks = 5_000
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
        let variants =
            try store.image(digest, in: repository).map { [$0] }
            ?? store.children(of: digest, in: repository).prefix(Self.maximumVariants)
            .compactMap { try store.image($0, in: repository) }
        var finding = Finding(store, repository, bases: Set([digest] + variants.map(\.manifest)))
        for base in finding.bases {
            try store.visitBaseClaims(of: base) { try finding.look(at: $0, of: base) }
        }
        for chain in Set(variants.map(\.chain)) where try store.holdsSomething(chain) {
            try store.visitChains(above: chain) { _, image in try image.map { try finding.look(at: $0) } ?? .proceed }
        }
        self.names = finding.names.sorted()
        self.isTruncated = finding.isTruncated
    }

    /// What was found so far.
    private struct Finding {
        private struct Place: Hashable {
            let repository: RepositoryName
            let manifest: Digest
        }

        let bases: Set<Digest>
        private(set) var names: Set<String> = []
        private(set) var isTruncated = false
        private let store: any MetadataReader
        private let repository: RepositoryName
        private var looks = 0
        private var told: Set<Place> = []

        init(_ store: any MetadataReader, _ repository: RepositoryName, bases: Set<Digest>) {
            self.store = store
            self.repository = repository
            self.bases = bases
        }

        /// Looks at an image that names a base.
        mutating func look(at claim: BaseClaim, of base: Digest) throws -> VisitOutcome {
            guard mayLook() else { return .stop }
            guard claim.image != base, let image = try store.image(claim.image, in: claim.repository) else {
                return .proceed
            }
            return try tell(image)
        }

        /// Looks at an image that begins with the layers; a copy of the base, or what lies beside one, is none built on it.
        mutating func look(at image: StoredImage) throws -> VisitOutcome {
            guard mayLook() else { return .stop }
            guard image.repository != repository,
                try !bases.contains(where: { try store.manifest($0, in: image.repository) != nil }),
                try store.manifest(image.manifest, in: repository) == nil
            else { return .proceed }
            return try tell(image)
        }

        private mutating func mayLook() -> Bool {
            looks += 1
            isTruncated = isTruncated || looks > BaseDependents.maximumLooks
            return !isTruncated
        }

        /// Takes the names of an image; what no tag means is nobody's to build anew.
        private mutating func tell(_ image: StoredImage) throws -> VisitOutcome {
            let place = Place(repository: image.repository, manifest: image.manifest)
            guard image.visibility == .everyone, !told.contains(place) else { return .proceed }
            var found: Set<String> = []
            for meaning in try [place.manifest] + store.parents(of: place.manifest, in: place.repository) {
                for tag in try store.tags(of: meaning, in: place.repository) where CompanionTag(tag) == nil {
                    found.insert("\(place.repository):\(tag)")
                }
            }
            guard !found.isEmpty else { return .proceed }
            guard told.count < BaseDependents.maximumImages else {
                isTruncated = true
                return .stop
            }
            told.insert(place)
            names.formUnion(found)
            return .proceed
        }
    }
}

extension MetadataReader {
    /// Tells whether some layer of a stack holds something: only then do images that begin with it have to do with it.
    fileprivate func holdsSomething(_ chain: LayerChain.ID) throws -> Bool {
        try lineage(of: chain).contains { $0.diffIDs.contains { $0 != ImageConfig.emptyLayer } }
    }
}
