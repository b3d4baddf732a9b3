// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIClient
import OCIModel

/// What differs between two images, platform by platform.
struct DiffReport: Sendable {
    /// One side.
    struct Side: Sendable {
        let reference: String
        let digest: Digest
    }

    let from: Side
    let to: Side
    let mode: ComparisonMode
    /// What differs, platform by platform.
    let comparison: IndexComparison

    /// Reads and compares what is needed of two images.
    @concurrent static func make(
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
    var verdict: Verdict { comparison.verdict }

    /// The platforms with what differs on each.
    var platforms: [IndexComparison.Compared] { comparison.platforms }

    /// Whether the exit status tells of a difference.
    var isFinding: Bool {
        switch verdict {
        case .identical, .sameFiles: false
        case .timestampsOnly: mode == .strict
        case .changed: true
        }
    }

    /// The differences between files, each with its platform, by path.
    var files: [(platform: String, difference: FileDifference)] {
        platforms
            .flatMap { platform in (platform.comparison?.files.differences ?? []).map { (platform.pair.platform, $0) } }
            .sorted { ($0.1.path, $0.0) < ($1.1.path, $1.0) }
    }

    /// The differences between settings, each with its platform.
    var settings: [(platform: String, difference: ConfigDifference)] {
        platforms.flatMap { platform in
            (platform.comparison?.config.differences ?? []).map { (platform.pair.platform, $0) }
        }
    }

    /// The changes of packages, each with its platform.
    var packages: [(platform: String, change: PackageChange)] {
        platforms.flatMap { platform in
            (platform.comparison?.packages.changes ?? []).map { (platform.pair.platform, $0) }
        }
    }

    /// What the new image leaves open to two readings, each with its platform.
    var ambiguities: [(platform: String, finding: AmbiguityFinding)] {
        platforms.flatMap { platform in (platform.comparison?.ambiguities ?? []).map { (platform.pair.platform, $0) } }
    }

    /// How many paths changed in a way, on all platforms together.
    func count(of change: FileDifference.Change) -> Int {
        platforms.reduce(0) { $0 + ($1.comparison?.files.count(of: change) ?? 0) }
    }

    /// How many differences are known noise, on all platforms together.
    var noiseCount: Int { platforms.reduce(0) { $0 + ($1.comparison?.files.noiseCount ?? 0) } }
}
