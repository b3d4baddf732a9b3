// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
public import OCIModel

/// Copies an image from one place to another, byte for byte, with what refers to it.
///
/// Bytes and therefore digests stay as they are, unless annotations are asked for. Blobs go first, then manifests,
/// children before their index and referrers before the image; the names are set last, so that a name never means
/// something incomplete. What the destination has is not moved again: a copy that broke off goes on when it is run again.
public struct ImageCopy: Sendable {
    /// How deep indexes may list indexes.
    static let maximumDepth = 8
    /// How often a blob is tried when the registry or the network fails.
    private static let attempts = 3
    /// The most seconds that a registry may ask to wait before a blob is tried again.
    private static let longestPause: Int64 = 60

    /// What to copy, and how.
    public struct Options: Sendable {
        /// Which images of an index to copy.
        public var platforms = PlatformChoice.all
        /// Whether the manifests come along whose subject is one that is copied.
        public var referrers = Company.copied
        /// Whether the tags come along that signers derive from a digest, such as `sha256-….sig`.
        public var companions = Company.copied
        /// What is written into the annotations of the image or index that is copied, which gives it another digest.
        ///
        /// Only the topmost manifest is changed, and nothing in it but these annotations. What refers to the old digest is
        /// left behind.
        public var annotations: [String: String] = [:]
        /// How many blobs are moved at a time.
        public var concurrency = 4
        /// The account that the bytes are reported to.
        public var progress: TransferProgress?

        /// Creates the options for everything.
        public init() {}
    }

    /// Whether what belongs to an image comes along.
    public enum Company: Hashable, Sendable {
        case copied
        case leftBehind
    }

    let source: any ImageSource
    let destination: any ImageDestination
    private(set) var options: Options

    /// Creates a copy between two places; it closes neither.
    public init(source: any ImageSource, destination: any ImageDestination, options: Options = Options()) {
        self.source = source
        self.destination = destination
        self.options = options
        // Docker's archives hold images of files and nothing else.
        guard destination is DockerArchiveDestination else { return }
        self.options.referrers = .leftBehind
        self.options.companions = .leftBehind
    }

    /// Copies one image.
    ///
    /// Several may be copied before the destination's `finish()`, which the caller calls. That the destination refuses a
    /// referrer or a companion, whose tag may be held, does not stop the copy: the report says so.
    ///
    /// - Parameters:
    ///   - reference: The image in the source.
    ///   - tags: The names it gets at the destination; none for the digest alone.
    /// - Returns: What was done.
    /// - Throws: ``ClientError``; no name was set then.
    public func run(_ reference: ManifestReference, tags: [String]) async throws -> CopyReport {
        let plan = try await CopyPlanner(source: source, options: options).plan(reference)
        var report = CopyReport(digest: plan.root.digest)
        report.notes = plan.notes
        report.digestBeforeAnnotations = plan.digestBeforeAnnotations
        report.leftBehind = plan.leftBehind

        let present = try await manifestsPresent(of: plan)
        try await copyBlobs(of: plan.manifests.filter { !present.contains($0.digest) }, &report)
        for companion in plan.company {
            try await write(companion, plan.tree(of: companion.manifest), present, &report)
        }
        try await write(plan.tree(of: plan.root), present, tags: tags, &report)
        return report
    }
}

// MARK: - Manifests

extension ImageCopy {
    private func manifestsPresent(of plan: CopyPlan) async throws -> Set<Digest> {
        let destination = destination
        let isPresent = try await BoundedTasks.map(plan.manifests, width: options.concurrency) { manifest in
            try await destination.has(manifest: manifest.digest)
        }
        return Set(zip(plan.manifests, isPresent).filter(\.1).map(\.0.digest))
    }

    /// Writes a companion or a referrer, unless the destination refuses it, or would lose what it has.
    private func write(
        _ companion: CopyPlan.Companion,
        _ tree: [FetchedManifest],
        _ present: Set<Digest>,
        _ report: inout CopyReport
    ) async throws {
        do {
            if let tag = companion.tag {
                let current = try await destination.current(tag)
                switch try CompanionChange(tag, from: current, to: companion.manifest) {
                case .write(let manifest):
                    try await write(tree.dropLast() + [manifest], present, tags: [tag], &report)
                case .none: break
                case .refused:
                    report.refused.append(
                        "\(tag): \(destination.name) has something else there that would be lost, so it was left as it is"
                    )
                    return
                }
            } else {
                try await write(tree, present, tags: [], &report)
            }
        } catch let error as ClientError where error.code == .refused {
            let name = companion.tag ?? companion.manifest.digest.rawValue
            report.refused.append("\(name): \(error.registryWords ?? error.message)")
            return
        }
        guard let tag = companion.tag else {
            report.referrers += 1
            return
        }
        report.companions.append(tag)
    }

    /// Writes the manifests of a tree, children first; the top one always, so that the place lists it.
    private func write(
        _ tree: [FetchedManifest],
        _ present: Set<Digest>,
        tags: [String],
        _ report: inout CopyReport
    ) async throws {
        for manifest in tree.dropLast() where !present.contains(manifest.digest) {
            try await destination.write(manifest, tags: [])
            report.manifests += 1
        }
        guard let top = tree.last else { return }
        try await destination.write(top, tags: tags)
        report.manifests += 1
    }
}

// MARK: - Blobs

extension ImageCopy {
    private func copyBlobs(of manifests: [FetchedManifest], _ report: inout CopyReport) async throws {
        var seen: Set<Digest> = []
        let blobs = manifests.flatMap(\.manifest.blobs).filter { $0.mustBePresent && seen.insert($0.digest).inserted }
        let destination = destination
        let isPresent = try await BoundedTasks.map(blobs, width: options.concurrency) { try await destination.has($0) }
        let missing = zip(blobs, isPresent).filter { !$1 }.map(\.0)
        report.blobsSkipped += blobs.count - missing.count
        for blob in missing { options.progress?.expect(blobs: 1, bytes: blob.size) }

        let outcomes = try await BoundedTasks.map(missing, width: options.concurrency) { try await self.copy($0) }
        for (blob, outcome) in zip(missing, outcomes) {
            switch outcome {
            case .mounted: report.blobsMounted += 1
            case .copied:
                report.blobsCopied += 1
                report.bytes += blob.size
            }
        }
    }

    private enum Outcome {
        case mounted
        case copied
    }

    private func copy(_ blob: Descriptor) async throws -> Outcome {
        if try await destination.mount(blob, from: source) {
            options.progress?.advance(bytes: blob.size)
            options.progress?.completeBlob()
            return .mounted
        }
        for attempt in 1... {
            let moved = TransferProgress()
            do {
                try await destination.write(blob, counted(try await source.blob(blob), moved))
                break
            } catch let error as ClientError where attempt < Self.attempts {
                guard let pause = Self.pause(after: error) else { throw error }
                options.progress?.advance(bytes: -moved.state.bytesDone)
                if pause > .zero { try await Task.sleep(for: pause) }
            }
        }
        options.progress?.completeBlob()
        return .copied
    }

    /// How long to wait before a blob is tried again; nil when that would not help.
    private static func pause(after error: ClientError) -> Duration? {
        switch error.code {
        case .unavailable: return .zero
        case .rateLimited:
            let seconds = error.retryAfter ?? 1
            return seconds <= longestPause ? .seconds(seconds) : nil
        default: return nil
        }
    }

    /// A stream that reports to the account of this attempt, which may be taken back, and to the common one.
    private func counted(_ stream: BlobStream, _ moved: TransferProgress) -> BlobStream {
        let progress = options.progress
        return BlobStream {
            var pieces = stream.makeAsyncIterator()
            return {
                guard let piece = try await pieces.next() else { return nil }
                moved.advance(bytes: Int64(piece.readableBytes))
                progress?.advance(bytes: Int64(piece.readableBytes))
                return piece
            }
        }
    }
}
