// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading
import OCIModel

/// What differs between two images, for a pull request: a verdict, a table of what matters, the rest folded away.
struct DiffMarkdown {
    /// How many rows a table has; pull requests bound their descriptions.
    private static let limit = 100

    let report: DiffReport

    /// The document, with a line feed at the end.
    var text: String {
        var lines = [
            "### \(Self.code(report.from.reference)) → \(Self.code(report.to.reference)): \(report.verdict.rawValue)",
            "",
            "| | digest |",
            "|---|---|",
            "| from | \(Self.code(report.from.digest.rawValue)) |",
            "| to | \(Self.code(report.to.digest.rawValue)) |",
        ]
        for platform in report.platforms { lines += section(platform) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ platform: IndexComparison.Compared) -> [String] {
        let name = Self.escaped(platform.pair.platform)
        guard let comparison = platform.comparison else {
            return
                [
                    "",
                    "**\(name)**: "
                        + (platform.pair.change == .same ? "identical" : "platform \(platform.pair.change.rawValue)"),
                ]
        }
        let layers = comparison.layers
        var lines = ["", "**\(name)**: \(Self.escaped(comparison.headline))"]
        guard comparison.verdict != .identical else { return lines }
        let files = comparison.files
        lines += [
            "",
            "\(files.count(of: .added)) files added, \(files.count(of: .removed)) removed, "
                + "\(files.count(of: .modified)) modified (\(files.noiseCount) of them known noise); "
                + "\(layers.shared) of \(layers.to) layers shared.",
        ]
        lines += table(rows(of: comparison, from: .medium), empty: "Nothing of weight.")
        let rest = rows(of: comparison, from: .info, below: .medium)
        if !rest.isEmpty {
            lines += ["", "<details><summary>\(rest.count) of less weight</summary>"]
            lines += table(rest, empty: "") + ["", "</details>"]
        }
        return lines
    }

    private func rows(of comparison: ImageComparison, from least: Severity, below limit: Severity? = nil) -> [[String]]
    {
        let isWanted: (Severity) -> Bool = { severity in severity >= least && limit.map { severity < $0 } ?? true }
        var rows: [(Severity, [String])] = []
        for finding in comparison.ambiguities where isWanted(finding.severity) {
            let what = finding.ambiguity.kind.rawValue + AmbiguityText.rest(of: finding.ambiguity)
            rows.append((finding.severity, [Self.code(PathText.line(finding.ambiguity.path)), "ambiguous", what]))
        }
        for difference in comparison.config.differences where isWanted(difference.severity) {
            let what = "\(DiffText.value(difference.from)) → \(DiffText.value(difference.to))"
            rows.append((difference.severity, [Self.code(difference.field.rawValue), "setting", what]))
        }
        for change in comparison.packages.changes where isWanted(change.severity) {
            rows.append((change.severity, [Self.code(change.name), "package", DiffText.version(change)]))
        }
        for difference in comparison.files.differences where difference.noise == nil && isWanted(difference.severity) {
            let reasons = difference.reasons.isEmpty ? difference.fields.map(\.rawValue) : difference.reasons
            let what = reasons.joined(separator: ", ")
            rows.append(
                (difference.severity, [Self.code(PathText.line(difference.path)), difference.change.rawValue, what])
            )
        }
        return rows.enumerated()
            .sorted { ($1.element.0, $0.offset) < ($0.element.0, $1.offset) }
            .map { [$0.element.0.rawValue, $0.element.1[0], $0.element.1[1], Self.escaped($0.element.1[2])] }
    }

    private func table(_ rows: [[String]], empty: String) -> [String] {
        guard !rows.isEmpty else { return ["", empty] }
        var lines = ["", "| weight | what | change | why |", "|---|---|---|---|"]
        lines += rows.prefix(Self.limit).map { "| \($0.joined(separator: " | ")) |" }
        if rows.count > Self.limit { lines.append("| | and \(rows.count - Self.limit) more | | |") }
        return lines
    }

    /// Text that Markdown shows as it is: names in an image are chosen by whoever made it.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in VisibleText.line(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "(", ")", "|", "!", "#", "~", "@":
                result += "\\"
                result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Text as code in a table; what would end the code or the cell is replaced.
    private static func code(_ text: String) -> String {
        // Scalars, not characters: a mark that combines with a backtick makes another character, and still a backtick.
        var harmless = ""
        for scalar in VisibleText.line(text).unicodeScalars {
            switch scalar {
            case "`": harmless += "'"
            case "|": harmless += "¦"
            default: harmless.unicodeScalars.append(scalar)
            }
        }
        return "`\(harmless)`"
    }
}
