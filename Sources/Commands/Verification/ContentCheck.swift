// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import ImageReading
import NIOCore
import OCIClient
import OCIModel

/// Reads every byte of an image and hashes it again: manifests of all platforms, configurations, layers and their
/// uncompressed content.
///
/// It goes on after a finding, so that all of them are named.
struct ContentCheck: Sendable {
    /// Something that is not what its digest says.
    struct Problem: Hashable, Sendable {
        /// What it is, such as `layer`.
        let kind: String
        let digest: Digest
        let message: String
        /// Whether it is not there at all.
        var isAbsence = false
    }

    private static let maximumDepth = 8
    private static let maximumManifests = 10_000
    private static let width = 2

    /// How many manifests were read, indexes included.
    private(set) var manifests = 0
    /// How many blobs were read.
    private(set) var blobs = 0
    /// How many bytes were hashed as they are stored.
    private(set) var bytes: Int64 = 0
    /// What is wrong.
    private(set) var problems: [Problem] = []

    private let source: any ImageSource
    private let progress: TransferProgress
    private var seen: Set<Digest> = []
    private var planned: Set<Plan> = []
    private var work: [Work] = []

    /// A blob with what must come of it: two configurations may say two things about one layer.
    private struct Plan: Hashable {
        let digest: Digest
        let diffID: Digest?
    }

    /// Content that may lie elsewhere and is not here, so that nothing can be said of it.
    private(set) var unchecked: [Problem] = []

    private struct Work: Sendable {
        let kind: String
        let blob: Descriptor
        let diffID: Digest?
    }

    init(source: any ImageSource, progress: TransferProgress) {
        self.source = source
        self.progress = progress
    }

    /// Checks everything that a manifest reaches.
    ///
    /// - Throws: When the place fails; what it has but wrong is a ``Problem``.
    mutating func run(_ root: FetchedManifest) async throws {
        try await collect(root, depth: 0)
        for item in work { progress.expect(blobs: 1, bytes: item.blob.size) }
        let (source, progress) = (source, progress)
        let found = try await withThrowingTaskGroup(of: Problem?.self) { group in
            var found: [Problem?] = []
            for (number, item) in work.enumerated() {
                if number >= Self.width, let problem = try await group.next() { found.append(problem) }
                group.addTask { try await Self.check(item, in: source, progress: progress) }
            }
            for try await problem in group { found.append(problem) }
            return found
        }
        let elsewhere = Set(work.filter { !$0.blob.mustBePresent }.map(\.blob.digest))
        for problem in found.compactMap(\.self) {
            if problem.isAbsence, elsewhere.contains(problem.digest) {
                unchecked.append(problem)
            } else {
                problems.append(problem)
            }
        }
        problems.sort { ($0.kind, $0.digest) < ($1.kind, $1.digest) }
        blobs = work.count
        bytes += work.reduce(0) { $0 + $1.blob.size }
    }

    private mutating func collect(_ fetched: FetchedManifest, depth: Int) async throws {
        guard seen.insert(fetched.digest).inserted else { return }
        manifests += 1
        bytes += Int64(fetched.manifest.bytes.count)
        guard depth <= Self.maximumDepth, manifests <= Self.maximumManifests else {
            throw CommandFailure(.registry, "\(source.name) nests its indexes too deep, or lists too many images")
        }
        for child in fetched.manifest.manifests {
            guard let manifest = try await manifest(child) else { continue }
            try await collect(manifest, depth: depth + 1)
        }
        let diffIDs = try await diffIDs(of: fetched)
        if let config = fetched.manifest.config { add("config", config, nil) }
        for (position, layer) in fetched.manifest.layers.enumerated() {
            let isFiles = layer.mediaType.isFileSystemLayer
            add("layer", layer, isFiles && position < diffIDs.count ? diffIDs[position] : nil)
        }
    }

    private mutating func add(_ kind: String, _ blob: Descriptor, _ diffID: Digest?) {
        guard planned.insert(Plan(digest: blob.digest, diffID: diffID)).inserted else { return }
        work.append(Work(kind: kind, blob: blob, diffID: diffID))
    }

    private mutating func manifest(_ child: Descriptor) async throws -> FetchedManifest? {
        do {
            let fetched = try await source.manifest(.digest(child.digest))
            if Int64(fetched.manifest.bytes.count) != child.size {
                note(
                    "manifest",
                    child.digest,
                    "it has \(fetched.manifest.bytes.count) bytes, its index says \(child.size)"
                )
            }
            return fetched
        } catch let error as ClientError where Self.isAboutContent(error) {
            if error.code == .notFound, child.hasURLs {
                unchecked.append(Problem(kind: "manifest", digest: child.digest, message: error.message))
            } else {
                note("manifest", child.digest, error.message)
            }
            return nil
        }
    }

    /// The digests of the uncompressed layers, by a configuration that can be read.
    private mutating func diffIDs(of fetched: FetchedManifest) async throws -> [Digest] {
        guard let config = fetched.manifest.config, config.mediaType.isImageConfiguration else { return [] }
        do {
            let parsed = try ImageConfig(try await source.bytes(of: config, limit: ImageConfig.maximumSize))
            if parsed.diffIDs.count != fetched.manifest.layers.count {
                let layers = "\(fetched.manifest.layers.count) layers"
                note("config", config.digest, "it names \(parsed.diffIDs.count) layers, the manifest has \(layers)")
            }
            return parsed.diffIDs
        } catch let error as ManifestError {
            note("config", config.digest, error.description)
        } catch let error as ClientError where Self.isAboutContent(error) {
            note("config", config.digest, error.message)
            // It is said; reading it once more would say it twice.
            planned.insert(Plan(digest: config.digest, diffID: nil))
        }
        return []
    }

    private mutating func note(_ kind: String, _ digest: Digest, _ message: String) {
        problems.append(Problem(kind: kind, digest: digest, message: message))
    }

    @concurrent private static func check(
        _ work: Work,
        in source: any ImageSource,
        progress: TransferProgress
    ) async throws -> Problem? {
        do {
            guard let diffID = work.diffID else {
                for try await piece in try await source.blob(work.blob) {
                    progress.advance(bytes: Int64(piece.readableBytes))
                }
                progress.completeBlob()
                return nil
            }
            let contents = try await LayerScan.contents(of: work.blob, in: source, progress: progress)
            guard contents.diffID != diffID else { return nil }
            let message = "uncompressed it hashes to \(contents.diffID), its image's configuration says \(diffID)"
            return Problem(kind: work.kind, digest: work.blob.digest, message: message)
        } catch let error as ClientError where isAboutContent(error) {
            return Problem(
                kind: work.kind,
                digest: work.blob.digest,
                message: error.message,
                isAbsence: error.code == .notFound
            )
        } catch let error as LayerScan.Unreadable {
            return Problem(kind: work.kind, digest: work.blob.digest, message: error.reason)
        }
    }

    private static func isAboutContent(_ error: ClientError) -> Bool {
        switch error.code {
        case .integrity, .malformed, .notFound: true
        default: false
        }
    }
}
