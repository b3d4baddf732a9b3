// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Archive
internal import ImageDiff
internal import ImageReading
internal import OCIClient
internal import OCIModel

extension HoldSummary {
    /// Sums a comparison up.
    init(_ report: DiffReport) {
        self.init(verdict: report.verdict, headline: report.comparison.headline.shortened(to: Self.maximumValue))
        platforms = report.platforms.map { Platform($0) }
        for platform in report.platforms {
            guard let comparison = platform.comparison else { continue }
            for severity in Severity.allCases { severities[severity, default: 0] += comparison.count(of: severity) }
        }
        files = FileCounts(
            added: report.count(of: .added),
            removed: report.count(of: .removed),
            modified: report.count(of: .modified),
            noise: report.noiseCount
        )
        settings = Self.heaviest(report.settings, Self.maximumSettings, by: \.difference.severity).map { item in
            Setting(
                field: item.difference.field.rawValue,
                platform: item.platform,
                from: item.difference.from?.shortened(to: Self.maximumValue),
                to: item.difference.to?.shortened(to: Self.maximumValue),
                severity: item.difference.severity
            )
        }
        for item in report.packages { packageCounts[item.change.direction, default: 0] += 1 }
        packages = Self.heaviest(report.packages, Self.maximumPackages, by: \.change.severity).map { item in
            Package(
                name: item.change.name.shortened(to: Self.maximumValue),
                from: item.change.from?.shortened(to: Self.maximumValue),
                to: item.change.to?.shortened(to: Self.maximumValue),
                direction: item.change.direction
            )
        }
        let shown = report.files.filter { $0.difference.noise == nil && $0.difference.severity > .info }
        notableFiles = Self.heaviest(shown, Self.maximumFiles, by: \.difference.severity).map { item in
            File(
                path: item.difference.path.escaped.shortened(to: 2 * Self.maximumValue),
                platform: item.platform,
                change: item.difference.change,
                severity: item.difference.severity,
                reasons: item.difference.reasons
            )
        }
    }

    /// Sums up images that have no predecessor under their tag.
    init(first images: [ImageVariant]) {
        self.init(verdict: .changed, headline: "first image under this tag; nothing to compare with")
        isFirst = true
        unjudged = "there is nothing to compare it with"
        for image in images {
            let platform = image.platform.description
            platforms.append(
                Platform(name: platform, change: .added, verdict: .changed, headline: nil, facts: nil)
            )
            for (field, value) in Self.shown(image.config.execution) where settings.count < Self.maximumSettings {
                settings.append(
                    Setting(
                        field: field.rawValue,
                        platform: platform,
                        from: nil,
                        to: value.shortened(to: Self.maximumValue),
                        severity: .info
                    )
                )
            }
        }
    }

    /// Adds the platforms that an index names and whose images are not here to look into.
    mutating func addUnread(_ image: OpenImage, besides read: [ImageVariant]) {
        let known = Set(read.map(\.manifest.digest))
        for child in image.children where !known.contains(child.digest) {
            guard let platform = child.platform else { continue }
            platforms.append(
                Platform(
                    name: platform.description,
                    change: .added,
                    verdict: .changed,
                    headline: nil,
                    facts: nil,
                    isCompared: false
                )
            )
        }
    }

    private static func shown(_ execution: ImageConfig.Execution) -> [(ConfigDifference.Field, String)] {
        let list = { (texts: [String]?) -> String? in
            guard let texts, !texts.isEmpty else { return nil }
            return JSONValue.array(texts.map { .string($0) }).canonicalText
        }
        let shown: [(ConfigDifference.Field, String?)] = [
            (.entrypoint, list(execution.entrypoint)),
            (.command, list(execution.command)),
            (.user, execution.user.isEmpty ? "root" : execution.user),
            (.ports, list(execution.exposedPorts)),
        ]
        return shown.compactMap { field, value in value.map { (field, $0) } }
    }

    /// The heaviest elements, those of one weight in their order.
    private static func heaviest<Element>(
        _ elements: [Element],
        _ count: Int,
        by severity: (Element) -> Severity
    ) -> [Element] {
        var found: [Element] = []
        for wanted in Severity.allCases.reversed() where found.count < count {
            found += elements.filter { severity($0) == wanted }.prefix(count - found.count)
        }
        return found
    }
}

extension HoldSummary.Platform {
    init(_ compared: IndexComparison.Compared) {
        self.init(
            name: compared.pair.platform,
            change: compared.pair.change,
            verdict: compared.verdict,
            headline: compared.comparison?.headline.shortened(to: HoldSummary.maximumValue),
            facts: compared.comparison.map { ChangeFacts($0) },
            isCompared: compared.comparison != nil || compared.pair.change != .modified
        )
    }
}

extension ChangeFacts {
    init(_ comparison: ImageComparison) {
        self.init(
            heaviest: comparison.severity,
            settingsDiffer: comparison.config.differences.contains { difference in
                difference.field != .labels && !difference.field.isAboutMaking
            },
            // A name that is no text is inside no pattern.
            doubtfulPaths: comparison.ambiguities.filter { $0.severity >= .medium }
                .prefix(Self.maximumPaths + 1)
                .map { $0.ambiguity.path.isText ? $0.ambiguity.path.escaped : "" }
        )
    }
}
