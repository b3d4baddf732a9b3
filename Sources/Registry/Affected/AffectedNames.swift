// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// An image that is built on what was asked about.
struct AffectedImage {
    /// Whether a name means an image.
    enum Standing {
        case current
        case former
    }

    let digest: Digest
    let places: [StoredImage]
    let path: [Digest]
    let evidence: AncestryGraph.Evidence

    /// The image under one of its names.
    func named(
        _ tag: Tag?,
        _ meaning: Digest,
        in repository: RepositoryName,
        _ standing: Standing
    ) -> AffectedImages.Image {
        AffectedImages.Image(
            repository: repository,
            tag: tag,
            digest: digest,
            index: meaning == digest ? nil : meaning,
            path: path,
            isCurrent: standing == .current,
            evidence: evidence
        )
    }
}

/// Gathers the names of affected images, each once and no more than wanted.
struct AffectedNames {
    private struct Name: Hashable {
        let repository: RepositoryName
        let tag: Tag?
        let digest: Digest
    }

    private let limit: Int
    private var seen: Set<Name> = []
    private var named: [RepositoryName: Set<Digest>] = [:]
    private var images: [AffectedImages.Image] = []
    /// Tells whether there was a name too many.
    private(set) var isFull = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds an image under a name, unless that was done before.
    mutating func add(_ image: AffectedImages.Image) {
        guard !seen.contains(Name(repository: image.repository, tag: image.tag, digest: image.digest)) else { return }
        guard images.count < limit else {
            isFull = true
            return
        }
        seen.insert(Name(repository: image.repository, tag: image.tag, digest: image.digest))
        named[image.repository, default: []].insert(image.digest)
        images.append(image)
    }

    /// Tells whether an image has a name in a repository.
    func has(_ digest: Digest, in repository: RepositoryName) -> Bool {
        named[repository]?.contains(digest) ?? false
    }

    /// Current names first, then shorter paths, then by name.
    var sorted: [AffectedImages.Image] {
        images.sorted { left, right in
            if left.isCurrent != right.isCurrent { return left.isCurrent }
            return Self.order(left) < Self.order(right)
        }
    }

    private static func order(_ image: AffectedImages.Image) -> (Int, RepositoryName, String, Digest) {
        (image.path.count, image.repository, image.tag?.rawValue ?? "", image.digest)
    }
}
