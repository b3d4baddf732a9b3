// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import ImageReading
internal import OCIClient
internal import OCIModel
internal import Storage

/// Compares what two digests stand for, platform by platform, one layer at a time.
struct ContentComparison: Sendable {
    /// The version of what is stored; another one is made anew.
    static let format = 2
    /// The most differences between files over all platforms that are held at a time.
    private static let maximumDifferences = 200_000

    /// How much of the two is looked at.
    enum Extent: Hashable, Sendable {
        /// All of it; what is missing is missed.
        case whole
        /// What is stored, in the repository of an upstream, which has what was pulled through it and no more.
        case stored
    }

    /// What is stored of a comparison.
    struct Outcome: Sendable {
        let summary: HoldSummary
        let document: [UInt8]
    }

    let subject: ComparisonRecord.Subject
    let source: StoredImageSource
    let cache: LayerCache
    var extent = Extent.whole

    /// Reads and compares.
    ///
    /// - Throws: `ClientError` for what is no pair of images; ``NotStored`` and `StoreError` for content that is gone or
    ///   cannot be read now.
    @concurrent func make() async throws -> Outcome {
        let new = try await OpenImage.open(subject.to, in: source)
        guard let from = subject.from else { return try await first(new) }
        let old = try await OpenImage.open(from, in: source)
        var made: [(pair: VariantPair, comparison: ImageComparison)] = []
        var platforms: [IndexComparison.Compared] = []
        var labels = (KnownLabels.none, KnownLabels.none)
        var differences = 0
        let pairs = try await pairs(old, new)
        let read = pairs.filter(\.isRead)
        labels.0 = KnownLabels(read.compactMap(\.old), root: old.root.manifest)
        labels.1 = KnownLabels(read.compactMap(\.new), root: new.root.manifest)
        for pair in pairs {
            try Task.checkCancellation()
            let reading = LayerReading(progress: TransferProgress(), pace: .gentle, cache: cache)
            let comparison = try await pair.compare(source, source, .semantic, reading)
            platforms.append(IndexComparison.Compared(pair: pair.pair, comparison: comparison))
            guard let comparison else { continue }
            made.append((pair, comparison))
            differences += comparison.files.differences.count
            guard differences <= Self.maximumDifferences else {
                throw ClientError(.malformed, "the images differ in more than \(Self.maximumDifferences) files")
            }
        }
        let report = DiffReport(
            from: DiffReport.Side(reference: from.rawValue, digest: from),
            to: DiffReport.Side(reference: subject.to.rawValue, digest: subject.to),
            mode: .semantic,
            comparison: IndexComparison(from: from, to: subject.to, platforms: platforms)
        )
        let texts = try await TextReading(progress: TransferProgress(), pace: .gentle, cache: cache)
            .texts(of: made, in: source)
        var summary = HoldSummary(report)
        summary.labels = KnownLabels.pairs(labels.0, labels.1)
        summary.unjudged =
            summary.uncomparedWords ?? Self.obstacle(report, old, new) ?? UncomparedParts.first(old, new, pairs)
        return Outcome(summary: summary, document: report.json(within: .stored, texts: texts))
    }

    /// What there is to say of an image that nothing stands against.
    private func first(_ image: OpenImage) async throws -> Outcome {
        let images = try await image.variants(nil, among: readable(of: [image]))
        var summary = HoldSummary(first: images)
        summary.addUnread(image, besides: images)
        summary.labels = KnownLabels.pairs(.none, KnownLabels(images, root: image.root.manifest))
        return Outcome(summary: summary, document: FirstImageDocument(subject: subject, summary: summary, images).json)
    }
}

extension ContentComparison {
    /// The images of which something can be read; nil for all.
    private func readable(of images: [OpenImage]) async throws -> Set<Digest>? {
        guard extent == .stored else { return nil }
        return try await source.stored(among: Set(images.flatMap(\.children).map(\.digest)))
    }

    private func pairs(_ old: OpenImage, _ new: OpenImage) async throws -> [VariantPair] {
        guard let readable = try await readable(of: [old, new]) else {
            return try await VariantPair.pairs(old, new, nil)
        }
        // What is not read and of unknown platform would be missing in a pair as if it did not exist.
        let nameless = Set((old.children + new.children).filter { $0.platform == nil }.map(\.digest))
        guard nameless.isSubset(of: readable) else { throw NothingPulled(platforms: []) }
        let pairs = try await VariantPair.pairs(old, new, reading: readable)
        let modified = pairs.filter { $0.pair.change == .modified }
        guard modified.isEmpty || modified.contains(where: \.isRead) else {
            throw NothingPulled(platforms: modified.map(\.pair.platform))
        }
        return pairs
    }

    /// Why no rule may judge the change, if there is a reason.
    private static func obstacle(_ report: DiffReport, _ old: OpenImage, _ new: OpenImage) -> String? {
        if report.platforms.isEmpty { return "there is no image in it" }
        if report.platforms.contains(where: { $0.pair.change == .added || $0.pair.change == .removed }) {
            return "a platform came or went"
        }
        if report.platforms.contains(where: { $0.pair.change == .modified && $0.comparison == nil }) {
            return "not every platform was compared"
        }
        if report.isTruncated(within: .stored) { return "more differs than is kept" }
        if report.ambiguities.contains(where: { $0.finding.ambiguity.kind == .unlisted }) {
            return "the layers can be read in more ways than are listed"
        }
        return others(in: old) == others(in: new) ? nil : "the index lists other things that are no images"
    }

    /// What an index lists besides images and attestations.
    private static func others(in image: OpenImage) -> Set<Descriptor> {
        guard image.root.manifest.mediaType.isIndex else { return [] }
        let children = Set(image.children)
        return Set(image.root.manifest.manifests.filter { !$0.isAttestation && !children.contains($0) })
    }
}

extension VariantPair {
    /// Tells whether the images that the pair has were read.
    fileprivate var isRead: Bool { (pair.from == nil || old != nil) && (pair.to == nil || new != nil) }
}

/// Nothing of two images that differ is stored on both sides, so nothing can be said of them yet.
struct NothingPulled: Error, CustomStringConvertible {
    let platforms: [String]

    var description: String {
        let names = platforms.count > 3 ? platforms.prefix(3) + ["\(platforms.count - 3) more"] : platforms[...]
        let what = names.isEmpty ? "the images" : names.joined(separator: ", ")
        return
            "\(what): never pulled on both sides, so there is nothing to compare; `holdfast warm` fetches an image by"
            + " its digest"
    }
}
