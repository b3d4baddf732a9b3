// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import ImageReading
internal import OCIClient
internal import OCIModel

/// The labels and annotations of an image by which people tell builds apart.
struct KnownLabels {
    /// Values by name; what an image's configuration says counts before what its manifest or index says.
    private var values: [String: String] = [:]

    /// Takes what is said of images under one reference; of several platforms the first that says something counts.
    init(_ images: [ImageVariant], root: Manifest) {
        for image in images {
            add(image.config.execution.labels)
            if let created = image.config.created { add(["org.opencontainers.image.created": created]) }
        }
        for image in images { add(image.manifest.manifest.annotations) }
        add(root.annotations)
    }

    private init() {}

    /// Nothing, for a side that is not there.
    static let none = KnownLabels()

    private mutating func add(_ found: [String: String]) {
        let known = found.filter { Self.isKnown($0.key) && values[$0.key] == nil }
        values.merge(ImageConfig.shown(known)) { first, _ in first }
    }

    /// The labels before and after, by name.
    static func pairs(_ old: KnownLabels, _ new: KnownLabels) -> [HoldSummary.Label] {
        Set(old.values.keys).union(new.values.keys).sorted().prefix(HoldSummary.maximumLabels).map { name in
            HoldSummary.Label(
                name: name,
                from: old.values[name]?.shortened(to: HoldSummary.maximumValue),
                to: new.values[name]?.shortened(to: HoldSummary.maximumValue)
            )
        }
    }

    private static func isKnown(_ name: String) -> Bool {
        if name.utf8.count > 128 { return false }
        if names.contains(name) { return true }
        let last = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return endings.contains { last == $0 || last.hasSuffix("-\($0)") || last.hasSuffix("_\($0)") }
    }

    private static let names: Set<String> = [
        "org.opencontainers.image.version", "org.opencontainers.image.revision", "org.opencontainers.image.created",
        "org.opencontainers.image.source", "org.label-schema.version", "org.label-schema.vcs-ref",
        "org.label-schema.vcs-url", "org.label-schema.build-date",
    ]

    private static let endings = ["build", "build-number", "buildnumber", "build_number", "commit", "version"]
}
