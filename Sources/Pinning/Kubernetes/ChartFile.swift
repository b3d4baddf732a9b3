// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What the chart beside a file of values says about itself.
struct ChartFile: Sendable {
    /// The version of the application, which is the tag of images that have none.
    let applicationVersion: ChartScalar
    /// The keys of values that are meant for other charts, which have versions of their own.
    let dependencies: Set<String>

    /// Reads `Chart.yaml`; nil when there is none that can be read.
    init?(beside context: ReadingContext) {
        guard let chart = Self.document("Chart.yaml", context) else { return nil }
        self.applicationVersion = ChartScalar(chart.value("appVersion"))
        // Charts of the first version list the others in a file of their own.
        let lists = [chart, Self.document("requirements.yaml", context)].compactMap { $0?.value("dependencies") }
        self.dependencies = Set(
            lists.flatMap(\.elements).compactMap { $0.value("alias")?.string ?? $0.value("name")?.string }
        )
    }

    private static func document(_ path: String, _ context: ReadingContext) -> YAMLNode? {
        // Losing the reason is right: a chart that cannot be read leaves the tag unknown, which is said.
        guard let text = context.file(path), let stream = try? YAMLStream.parse(text) else { return nil }
        return stream.documents.first
    }
}
