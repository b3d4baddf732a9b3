// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// All the manifests that a copy is about.
struct CopyPlan: Sendable {
    /// A manifest that belongs to another one, with its tag if it is a companion.
    struct Companion: Sendable {
        let manifest: FetchedManifest
        let tag: String?
    }

    /// The image, or the index of images.
    let root: FetchedManifest
    /// The digest of the image as the source has it, when annotations made another one of it.
    var digestBeforeAnnotations: Digest?
    /// How much refers to the image as the source has it and not to the one with annotations.
    var leftBehind = 0
    /// What refers to the image and comes along.
    var company: [Companion] = []
    /// What is listed and not there, for people.
    var notes: [String] = []
    private var fetched: [Digest: FetchedManifest] = [:]
    private var bytes = 0

    /// The most manifests of one copy.
    private static let maximumManifests = 10_000
    /// The most bytes of all of them together, which are held in memory.
    private static let maximumBytes = 256 << 20

    init(root: FetchedManifest) throws {
        self.root = root
        try add(root)
    }

    /// Tells whether a manifest was read already.
    func holds(_ digest: Digest) -> Bool { fetched[digest] != nil }

    /// Requires that manifests can be added, going by what is said of them, before they are read.
    func requireRoom(for descriptors: [Descriptor]) throws {
        guard descriptors.count <= Self.maximumManifests - fetched.count else { throw tooMuch }
        var total = Int64(bytes)
        for descriptor in descriptors {
            let (sum, overflow) = total.addingReportingOverflow(max(0, descriptor.size))
            guard !overflow, sum <= Int64(Self.maximumBytes) else { throw tooMuch }
            total = sum
        }
    }

    /// Adds a manifest, unless it is there.
    mutating func add(_ manifest: FetchedManifest) throws {
        guard fetched.updateValue(manifest, forKey: manifest.digest) == nil else { return }
        bytes += manifest.manifest.bytes.count
        guard fetched.count <= Self.maximumManifests, bytes <= Self.maximumBytes else { throw tooMuch }
    }

    private var tooMuch: ClientError {
        ClientError(
            .malformed,
            "\(root.digest) has more manifests than are copied: "
                + "\(Self.maximumManifests) of together \(Self.maximumBytes >> 20) MiB"
        )
    }

    /// All the manifests, each once, children before their indexes.
    var manifests: [FetchedManifest] {
        var seen: Set<Digest> = []
        return ([root] + company.map(\.manifest)).flatMap { tree(of: $0) }.filter { seen.insert($0.digest).inserted }
    }

    /// A manifest after all that it lists.
    func tree(of top: FetchedManifest) -> [FetchedManifest] {
        var order: [FetchedManifest] = []
        var seen: Set<Digest> = []
        visit(top, &seen, &order)
        return order
    }

    private func visit(_ manifest: FetchedManifest, _ seen: inout Set<Digest>, _ order: inout [FetchedManifest]) {
        guard seen.insert(manifest.digest).inserted else { return }
        for child in manifest.manifest.manifests.compactMap({ fetched[$0.digest] }) { visit(child, &seen, &order) }
        order.append(manifest)
    }
}
