// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading
import OCIModel

/// What differs between two images, as a terminal shows it: the verdict, then the differences by weight.
struct DiffText {
    /// How much is listed.
    enum Scope {
        /// What a person should look at; the rest is counted.
        case notable
        case everything
    }

    /// How many differences of one weight are listed unless all are wanted.
    private static let limit = 60

    let report: DiffReport
    let scope: Scope

    /// The lines, without a line feed at the end.
    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("from", "\(report.from.reference)  \(report.from.digest)")
        fields.add("to", "\(report.to.reference)  \(report.to.digest)")
        var lines = [fields.text(style: style), ""]
        for platform in report.platforms { lines += section(platform, style) }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private func section(_ platform: IndexComparison.Compared, _ style: Style) -> [String] {
        let name = style.heading(VisibleText.line(platform.pair.platform))
        guard let comparison = platform.comparison else {
            if platform.pair.change == .same { return ["\(name)  \(style.success("identical"))", ""] }
            return ["\(name)  \(style.attention("platform \(platform.pair.change.rawValue)"))", ""]
        }
        var lines = ["\(name)  \(verdict(comparison, style))"]
        lines += summary(comparison).map { "  \($0)" }
        for severity in Severity.allCases.reversed() { lines += part(severity, of: comparison, style) }
        lines += hidden(in: comparison).map { $0.isEmpty ? "" : "  \(style.faint($0))" }
        return lines + [""]
    }

    private func verdict(_ comparison: ImageComparison, _ style: Style) -> String {
        let text = VisibleText.line(comparison.headline)
        let word = comparison.verdict.rawValue
        switch comparison.verdict {
        case .identical, .sameFiles, .timestampsOnly:
            return style.success(word) + (word == text ? "" : ": \(text)")
        case .changed: return "\(style.attention(word)): \(text)"
        }
    }

    private func summary(_ comparison: ImageComparison) -> [String] {
        guard comparison.verdict != .identical else { return [] }
        let files = comparison.files
        var parts: [String] = []
        for (change, word) in [(FileDifference.Change.added, "added"), (.removed, "removed"), (.modified, "modified")]
        where files.count(of: change) > 0 {
            parts.append("\(files.count(of: change)) \(word)")
        }
        let layers = comparison.layers
        let shared = "\(layers.shared) of \(Quantity.count(layers.to, "layer")) shared"
        return [(parts.isEmpty ? "no files differ" : "files: \(parts.joined(separator: ", "))") + "; \(shared)"]
    }

    /// Everything of one weight: settings, packages, files as a tree.
    private func part(_ severity: Severity, of comparison: ImageComparison, _ style: Style) -> [String] {
        var lines = comparison.ambiguities.filter { $0.severity == severity }.map { finding in
            let rest = AmbiguityText.rest(of: finding.ambiguity)
            let path = PathText.line(finding.ambiguity.path)
            return "ambiguous  \(path)  \(finding.ambiguity.kind.rawValue)\(rest)"
        }
        lines += comparison.config.differences.filter { $0.severity == severity }.map { difference in
            "\(difference.field.rawValue)  \(Self.value(difference.from)) -> \(Self.value(difference.to))"
        }
        lines += comparison.packages.changes.filter { $0.severity == severity }.map { change in
            "package \(VisibleText.line(change.name))  \(Self.version(change))"
        }
        let isQuiet = scope == .notable && severity < .medium
        let shown = comparison.files.differences.lazy.filter { $0.severity == severity && isShown($0) }
        let count = shown.count { _ in true }
        let listed = isQuiet ? 0 : scope == .everything ? count : min(count, Self.limit)
        let tree = PathTree(
            shown.prefix(listed).map { difference in
                (path: difference.path, line: { DifferenceText.line(difference, name: $0, style: style) })
            }
        )
        if isQuiet {
            let all = lines.count + count
            return all == 0 ? [] : ["", "  \(style.faint("\(severity.rawValue): \(all), shown with --all"))"]
        }
        guard !lines.isEmpty || count > 0 else { return [] }
        var result = ["", "  " + heading(severity, style)] + lines.map { "    \($0)" } + tree.lines(indent: "    ")
        if listed < count {
            result.append("    " + style.faint("… and \(count - listed) more; --all shows them"))
        }
        return result
    }

    private func isShown(_ difference: FileDifference) -> Bool { scope == .everything || difference.noise == nil }

    private func hidden(in comparison: ImageComparison) -> [String] {
        var lines: [String] = []
        let noise = Dictionary(grouping: comparison.files.differences.compactMap(\.noise)) { $0 }
        if scope == .notable, !noise.isEmpty {
            let kinds = Noise.allCases.compactMap { kind in noise[kind].map { "\($0.count) \(kind.rawValue)" } }
            lines.append("known noise not listed: \(kinds.joined(separator: ", "))")
        }
        let moments = comparison.files.unlistedTimestamps
        if moments > 0 { lines.append("\(Quantity.count(moments, "file")) with nothing but another moment") }
        for problem in comparison.packages.problems { lines.append("packages: \(problem)") }
        return lines.isEmpty ? [] : [""] + lines
    }

    private func heading(_ severity: Severity, _ style: Style) -> String {
        switch severity {
        case .high: style.failure("HIGH")
        case .medium: style.attention("MEDIUM")
        case .low: style.heading("LOW")
        case .info: style.heading("INFO")
        }
    }

    static func value(_ text: String?) -> String { text.map { VisibleText.line($0) } ?? "(none)" }

    static func version(_ change: PackageChange) -> String {
        switch change.direction {
        case .added: "added \(value(change.to))"
        case .removed: "removed \(value(change.from))"
        case .upgraded: "\(value(change.from)) -> \(value(change.to))"
        case .downgraded: "\(value(change.from)) -> \(value(change.to)) (older)"
        case .changed: "\(value(change.from)) -> \(value(change.to)) (which is newer cannot be told)"
        }
    }
}
