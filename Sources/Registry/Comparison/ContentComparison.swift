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

    /// What is stored of a comparison.
    struct Outcome: Sendable {
        let summary: HoldSummary
        let document: [UInt8]
    }

    let subject: ComparisonRecord.Subject
    let source: StoredImageSource
    let cache: LayerCache

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
        let pairs = try await VariantPair.pairs(old, new, nil)
        labels.0 = KnownLabels(pairs.compactMap(\.old), root: old.root.manifest)
        labels.1 = KnownLabels(pairs.compactMap(\.new), root: new.root.manifest)
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
        summary.unjudged = Self.obstacle(report, old, new) ?? UncomparedParts.first(old, new, pairs)
        return Outcome(summary: summary, document: report.json(within: .stored, texts: texts))
    }

    /// What there is to say of an image that nothing stands against.
    private func first(_ image: OpenImage) async throws -> Outcome {
        let images = try await image.variants(nil)
        var summary = HoldSummary(first: images)
        summary.labels = KnownLabels.pairs(.none, KnownLabels(images, root: image.root.manifest))
        return Outcome(summary: summary, document: FirstImageDocument(subject: subject, summary: summary, images).json)
    }
}

extension ContentComparison {
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
