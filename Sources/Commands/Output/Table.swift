// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Rows of text under headings, in columns as wide as they need to be.
struct Table {
    /// The contents of one field.
    struct Cell: ExpressibleByStringLiteral {
        fileprivate let text: String
        fileprivate let emphasis: (Style, String) -> String

        /// Creates a field; the text is made harmless for a terminal.
        init(_ text: String, emphasis: @escaping (Style, String) -> String = { $1 }) {
            self.text = VisibleText.line(text)
            self.emphasis = emphasis
        }

        init(stringLiteral text: String) {
            self.init(text)
        }
    }

    private static let gap = "  "

    private let headings: [String]
    private var rows: [[Cell]] = []

    init(_ headings: [String]) {
        self.headings = headings
    }

    /// Adds a row with a field for each heading.
    mutating func add(_ row: [Cell]) {
        precondition(row.count == headings.count, "a row has a field for each heading")
        rows.append(row)
    }

    /// The lines, without a line feed at the end.
    ///
    /// Columns that are empty in every row are left out.
    func text(style: Style) -> String {
        let shown = headings.indices.filter { column in rows.contains { !$0[column].text.isEmpty } }
        let heads = headings.map { Cell($0) { $0.heading($1) } }
        let widths = shown.map { column in ([heads] + rows).map { $0[column].text.count }.max() ?? 0 }
        return ([heads] + rows)
            .map { row in
                var line = ""
                for (column, width) in zip(shown, widths) {
                    let cell = row[column]
                    let padding = column == shown.last ? 0 : width - cell.text.count
                    line += cell.emphasis(style, cell.text) + String(repeating: " ", count: padding)
                    if column != shown.last { line += Self.gap }
                }
                while line.last == " " { line.removeLast() }
                return line
            }
            .joined(separator: "\n")
    }
}
