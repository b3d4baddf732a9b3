// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// All the manifests that a promotion is about.
struct PromotionBaggage: Sendable {
    /// A manifest, and what it tells of the place of images.
    struct Item: Sendable {
        let digest: Digest
        let manifest: Manifest
        let ancestry: ManifestAncestry
    }

    /// A tag that a signer derived from the digest of what comes along.
    struct Companion: Sendable {
        let tag: Tag
        let digest: Digest
        /// What the tag means in the target, when the companion keeps all of it.
        let addsTo: Digest?
    }

    /// The most manifests of one promotion.
    static let maximumItems = 2_000
    /// The most bytes of all of them together, which are held in memory.
    static let maximumBytes = 64 << 20
    /// How deep indexes may list indexes.
    static let maximumDepth = 8

    /// What is promoted.
    let root: Digest
    /// The manifests, each after all that it lists.
    private(set) var items: [Item] = []
    /// The manifests that refer to others that come along.
    var referrers: [Digest] = []
    /// The tags that come along.
    var companions: [Companion] = []
    /// What is left behind, and why.
    var notes: [String] = []
    private var places: [Digest: Int] = [:]
    private var bytes = 0

    init(root: Digest) {
        self.root = root
    }

    func holds(_ digest: Digest) -> Bool { places[digest] != nil }

    /// Finds a manifest that was added.
    func item(_ digest: Digest) -> Item? { places[digest].map { items[$0] } }

    /// Adds a manifest, after all that it lists.
    mutating func add(_ item: Item) throws {
        guard places[item.digest] == nil else { return }
        bytes += item.manifest.bytes.count
        guard items.count < Self.maximumItems, bytes <= Self.maximumBytes else {
            throw RegistryError(
                .tooLarge,
                "\(root) has more manifests than are promoted at once, signatures counted: \(Self.maximumItems) of"
                    + " together \(Self.maximumBytes >> 20) MiB; copy it instead, with: holdfast copy"
            )
        }
        places[item.digest] = items.count
        items.append(item)
    }

    /// The digests of everything in it, blobs included.
    var digests: Set<Digest> {
        Set(items.flatMap { item in [item.digest] + item.manifest.blobs.map(\.digest) })
    }
}
