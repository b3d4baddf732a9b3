// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage

/// All that a metadata store answers about some repositories, to compare two stores or two moments.
struct MetadataSnapshot: Equatable, Sendable {
    private var repositories: [RepositorySummary]
    private var contents: [Content] = []
    private var holds: [HoldRecord]
    private var tokens: [TokenRecord]
    private var lastUses: [Timestamp?]
    private var setting: String?
    private var corruptions: [CorruptionRecord]

    private struct Content: Equatable {
        var manifests: [ManifestRecord]
        var children: [[Digest]]
        var blobs: [BlobRecord]
        var tags: [TagRecord]
        var events: [EventRecord]
        var pulls: [Timestamp?]
        var images: [Image]
        var claims: [[BaseClaim]]
    }

    /// An image without the number of its chain, which is the store's own affair.
    private struct Image: Equatable {
        var manifest: Digest
        var platform: Platform
        var diffIDs: [Digest]
    }

    /// Reads everything, with the setting and the digests that ``fill(_:app:)`` writes.
    init(_ reader: any MetadataReader) throws {
        repositories = try reader.repositories(after: nil, limit: .max)
        holds = try reader.holds(in: nil, tag: nil, states: Set(HoldRecord.State.allCases), before: nil, limit: .max)
        tokens = try reader.tokens()
        lastUses = try tokens.map { try reader.lastUse(ofToken: $0.id) }
        setting = try reader.setting("key")
        corruptions = try reader.corruptions()
        for name in repositories.map(\.name) {
            let manifests = try reader.manifests(in: name, after: nil, limit: .max)
            contents.append(
                Content(
                    manifests: manifests,
                    children: try manifests.map { try reader.children(of: $0.digest, in: name) },
                    blobs: try (1...9).compactMap { try reader.blob(digest($0), in: name) },
                    tags: try reader.tags(in: name, after: nil, limit: .max),
                    events: try reader.events(in: name, tag: nil, before: nil, limit: .max),
                    pulls: try manifests.map { try reader.lastPull(of: $0.digest, in: name) },
                    images: try reader.images(in: name, after: nil, limit: .max).map { image in
                        Image(
                            manifest: image.manifest,
                            platform: image.platform,
                            diffIDs: try reader.lineage(of: image.chain).reversed().flatMap(\.diffIDs)
                        )
                    },
                    claims: try manifests.map { try reader.baseClaims(about: $0.digest, in: name) }
                )
            )
        }
    }

    /// Writes one of everything.
    static func fill(_ writer: any MetadataWriter, app: RepositoryName) throws {
        let tag = try Tag("1.0")
        try writer.putBlob(blobRecord(1), in: app)
        try writer.putBlob(blobRecord(2), in: app)
        _ = try writer.removeBlob(digest(2), in: app)
        try writer.putManifest(manifestRecord(3), pointingTo: [digest(1)], in: app)
        try writer.putManifest(
            ManifestRecord(
                digest: digest(4, algorithm: .sha512),
                mediaType: MediaType(rawValue: "application/vnd.example+json"),
                artifactType: "application/vnd.example.sbom",
                size: 4_194_304,
                subject: digest(3),
                annotations: ["a.b/ü": "line\nquote\" \u{1}\0", "": ""],
                visibility: .held,
                pushedBy: "ci",
                pushedAt: moment(-1)
            ),
            pointingTo: [digest(1), digest(3)],
            in: app
        )
        try writer.putImage(imageRecord(1, 2), of: digest(3), in: app)
        try writer.put(
            BaseClaim(repository: app, manifest: digest(3), image: digest(3), name: "debian:12", base: digest(9))
        )
        let hold = try writer.insertHold(holdRecord(of: tag, in: app, from: nil, state: .rejected))
        _ = try writer.append(
            .created,
            of: tag,
            in: app,
            digest: digest(3),
            previous: nil,
            actor: "ann",
            reason: "first",
            hold: hold.id,
            at: moment(5)
        )
        try writer.append(.deleted, tag, in: app, digest: digest(3), previous: digest(3))
        try writer.append(.created, Tag("2.0"), in: app, digest: digest(3))
        try writer.recordPull(of: digest(3), in: app, at: moment(7))
        try writer.putToken(tokenRecord("robot"))
        try writer.recordUses(ofTokens: ["robot": moment(8)])
        try writer.putSetting("key", "value")
        try writer.putCorruption(CorruptionRecord(digest: digest(1), noticedAt: moment(9)))
    }
}
