// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What the manifests of a layout say about each other.
struct LayoutReferrers: Sendable {
    /// The most manifests that are looked at.
    private static let maximumManifests = 10_000
    /// How deep indexes may list indexes.
    private static let maximumDepth = 8

    /// Who refers to a digest.
    private(set) var descriptors: [Digest: [Descriptor]] = [:]
    /// The manifests that refer to another one.
    private(set) var referring: Set<Digest> = []
    private var seen: Set<Digest> = []
    private var known: Set<[Digest]> = []

    /// Reads all the manifests that a layout lists; blocks.
    ///
    /// What is listed but not there is left out: layouts may hold some platforms only. So is what is damaged or no
    /// manifest: nobody asked for it, and whoever does is told.
    ///
    /// - Throws: ``ClientError``.
    init(of index: LayoutIndex, in content: some LayoutContent, place: String) throws {
        for entry in index.entries {
            let subject = entry.names.compactMap(Self.companion).first { $0.kind == .fallbackIndex }?.subject
            try visit(entry.descriptor, listedFor: subject, in: content, place: place, depth: 0)
        }
    }

    /// Tells whether a name is one that signers and the referrers fallback use.
    static func isCompanion(_ name: String) -> Bool { companion(name) != nil }

    private static func companion(_ name: String) -> CompanionTag? {
        // A name that is no tag is no companion tag.
        (try? Tag(name)).flatMap(CompanionTag.init)
    }

    private mutating func visit(
        _ descriptor: Descriptor,
        listedFor listed: Digest?,
        in content: some LayoutContent,
        place: String,
        depth: Int
    ) throws {
        guard seen.insert(descriptor.digest).inserted else { return }
        guard seen.count <= Self.maximumManifests, depth <= Self.maximumDepth else {
            throw ClientError(.malformed, "\(place) lists more manifests, or deeper, than are read")
        }
        let fetched: FetchedManifest
        do {
            fetched = try content.manifest(descriptor.digest, declared: descriptor.mediaType, of: place)
        } catch let error as ClientError where [.notFound, .integrity, .malformed].contains(error.code) {
            return
        }
        if let subject = fetched.manifest.subject?.digest {
            var described = fetched.descriptor
            described.annotations = fetched.manifest.annotations
            add(described, to: subject)
        }
        for child in fetched.manifest.manifests {
            try visit(child, listedFor: nil, in: content, place: place, depth: depth + 1)
            // A fallback index lists referrers, whatever they say themselves.
            if let listed { add(child, to: listed) }
        }
    }

    private mutating func add(_ descriptor: Descriptor, to subject: Digest) {
        referring.insert(descriptor.digest)
        guard known.insert([subject, descriptor.digest]).inserted else { return }
        descriptors[subject, default: []].append(descriptor)
    }
}
