// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel

/// Images and their bases for people.
enum BaseText {
    /// A table with an image a line.
    static func table(_ lines: [BaseLine], style: Style, now: Int64) -> String {
        var table = Table(["IMAGE", "PLATFORM", "BASE", "STATUS", "SINCE", "WHAT"])
        for line in lines {
            table.add([
                Table.Cell(line.reference),
                Table.Cell(line.platform ?? ""),
                Table.Cell(line.base.map(shortened) ?? ""),
                Table.Cell(line.status.rawValue) { $0.mark($1, line.status) },
                Table.Cell(line.since.flatMap { Timestamp($0) }.map { Age.text(of: $0, at: now) } ?? ""),
                Table.Cell(what(line)),
            ])
        }
        return table.text(style: style)
    }

    /// Everything about a few images.
    static func details(_ lines: [BaseLine], style: Style, now: Int64) -> String {
        lines.map { line in
            var fields = Fields()
            fields.add("image", line.reference + (line.platform.map { " (\($0))" } ?? ""))
            fields.add("base", line.base)
            fields.add("now", line.current)
            fields.add("status", "\(line.status.rawValue): \(line.words)")
            fields.add("since", Age.dated(line.since, at: now))
            fields.add("change", line.headline.map { change($0, line.severity) })
            fields.add("hold", line.hold.map { "\($0), open" })
            for evidence in line.evidence { fields.add("evidence", evidence) }
            return fields.text(style: style)
        }
        .joined(separator: "\n\n")
    }

    private static func what(_ line: BaseLine) -> String {
        line.headline.map { change($0, line.severity) } ?? line.words
    }

    private static func change(_ headline: String, _ severity: Severity?) -> String {
        headline + (severity.map { "; highest severity \($0.rawValue)" } ?? "")
    }

    /// A name with its digest in short.
    private static func shortened(_ base: String) -> String {
        guard let at = base.lastIndex(of: "@") else { return base }
        return base[...at] + ShortDigest.text(String(base[base.index(after: at)...]))
    }
}

extension Style {
    /// A status in its colour.
    fileprivate func mark(_ text: String, _ status: BaseStatus) -> String {
        switch status {
        case .moved, .shrunk: failure(text)
        case .metadataOnly, .unknown: attention(text)
        case .current: success(text)
        }
    }
}
