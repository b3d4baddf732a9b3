// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import ImageDiff
public import OCIClient
public import OCIModel

/// What differs between two images, platform by platform.
public struct DiffReport: Sendable {
    /// One side.
    public struct Side: Sendable {
        /// What somebody called it.
        public let reference: String
        /// The digest of its index or manifest.
        public let digest: Digest

        /// Creates a side.
        public init(reference: String, digest: Digest) {
            self.reference = reference
            self.digest = digest
        }
    }

    /// The image before.
    public let from: Side
    /// The image after.
    public let to: Side
    /// How close was looked.
    public let mode: ComparisonMode
    /// What differs, platform by platform.
    public let comparison: IndexComparison

    /// Creates a report of what was compared.
    public init(from: Side, to: Side, mode: ComparisonMode, comparison: IndexComparison) {
        self.from = from
        self.to = to
        self.mode = mode
        self.comparison = comparison
    }

    /// Reads and compares what is needed of two images.
    @concurrent public static func make(
        _ old: OpenImage,
        _ new: OpenImage,
        _ wish: Platform?,
        _ mode: ComparisonMode,
        _ progress: TransferProgress
    ) async throws -> DiffReport {
        var compared: [IndexComparison.Compared] = []
        for pair in try await VariantPair.pairs(old, new, wish) {
            let comparison = try await pair.compare(old.source, new.source, mode, progress)
            compared.append(IndexComparison.Compared(pair: pair.pair, comparison: comparison))
        }
        return DiffReport(
            from: Side(reference: old.name, digest: old.digest),
            to: Side(reference: new.name, digest: new.digest),
            mode: mode,
            comparison: IndexComparison(from: old.digest, to: new.digest, platforms: compared)
        )
    }

    /// The verdict on the whole.
    public var verdict: Verdict { comparison.verdict }

    /// The platforms with what differs on each.
    public var platforms: [IndexComparison.Compared] { comparison.platforms }

    /// Whether the exit status tells of a difference.
    public var isFinding: Bool {
        switch verdict {
        case .identical, .sameFiles: false
        case .timestampsOnly: mode == .strict
        case .changed: true
        }
    }

    /// The differences between files, each with its platform, by path.
    public var files: [(platform: String, difference: FileDifference)] {
        platforms
            .flatMap { platform in (platform.comparison?.files.differences ?? []).map { (platform.pair.platform, $0) } }
            .sorted { ($0.1.path, $0.0) < ($1.1.path, $1.0) }
    }

    /// The differences between settings, each with its platform.
    public var settings: [(platform: String, difference: ConfigDifference)] {
        platforms.flatMap { platform in
            (platform.comparison?.config.differences ?? []).map { (platform.pair.platform, $0) }
        }
    }

    /// The changes of packages, each with its platform.
    public var packages: [(platform: String, change: PackageChange)] {
        platforms.flatMap { platform in
            (platform.comparison?.packages.changes ?? []).map { (platform.pair.platform, $0) }
        }
    }

    /// What the new image leaves open to two readings, each with its platform.
    public var ambiguities: [(platform: String, finding: AmbiguityFinding)] {
        platforms.flatMap { platform in (platform.comparison?.ambiguities ?? []).map { (platform.pair.platform, $0) } }
    }

    /// How many paths changed in a way, on all platforms together.
    public func count(of change: FileDifference.Change) -> Int {
        platforms.reduce(0) { $0 + ($1.comparison?.files.count(of: change) ?? 0) }
    }

    /// How many differences are known noise, on all platforms together.
    public var noiseCount: Int { platforms.reduce(0) { $0 + ($1.comparison?.files.noiseCount ?? 0) } }
}
