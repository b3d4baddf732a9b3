// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The lines of a text that differ, each with its numbers, its sign and its colour.
struct TextDiffView {
    /// The most lines of one text that are shown.
    static let maximumLines = 400
    /// The most characters of one line that are shown.
    private static let maximumLength = 2_000

    let diff: UnifiedDiff
    let isCut: Bool
    /// The path, for those who do not see the page.
    let name: String

    func write(to html: inout HTMLWriter) {
        html.element(.table, .class("diff")) { html in
            html.element(.caption, .class("unseen"), text: "Lines of \(name) that differ")
            html.element(.thead, .class("unseen")) { html in
                html.element(.tr) { html in
                    for title in ["Line before", "Line now", "Text"] {
                        html.element(.th, .scope(.column), text: title)
                    }
                }
            }
            html.element(.tbody) { html in
                for line in diff.lines { row(line, &html) }
            }
        }
        if isCut { html.element(.p, .class("small muted"), text: "There is more; it is too long to be shown here.") }
    }

    private func row(_ line: UnifiedDiff.Line, _ html: inout HTMLWriter) {
        switch line.kind {
        case .context:
            html.element(.tr) { html in
                numbers(line, &html)
                html.element(.td, .class("text")) { text("  ", line, &$0) }
            }
        case .added:
            html.element(.tr, .class("came")) { html in
                numbers(line, &html)
                html.element(.td, .class("text")) { html in html.element(.ins) { text("+ ", line, &$0) } }
            }
        case .removed:
            html.element(.tr, .class("went")) { html in
                numbers(line, &html)
                html.element(.td, .class("text")) { html in html.element(.del) { text("− ", line, &$0) } }
            }
        case .remark:
            html.element(.tr, .class("remark")) { html in
                html.element(.td, .columns(3)) { $0.foreign(Self.shortened(line.text)) }
            }
        }
    }

    private func numbers(_ line: UnifiedDiff.Line, _ html: inout HTMLWriter) {
        html.element(.td, .class("number"), text: line.old.map { String($0) } ?? "")
        html.element(.td, .class("number"), text: line.new.map { String($0) } ?? "")
    }

    /// Blanks at the end are marked: nobody sees them otherwise, and they may be all that differs.
    private func text(_ sign: String, _ line: UnifiedDiff.Line, _ html: inout HTMLWriter) {
        html.element(.span, .class("edit"), text: sign)
        let shown = Self.shortened(line.text)
        let end = shown.unicodeScalars.reversed().prefix { $0 == " " || $0 == "\t" }.count
        guard end > 0, line.kind != .context else { return html.foreign(shown) }
        html.foreign(String(String.UnicodeScalarView(shown.unicodeScalars.dropLast(end))))
        html.element(
            .span,
            .class("blanks"),
            .title("blanks at the end of the line"),
            text: String(String.UnicodeScalarView(shown.unicodeScalars.suffix(end)))
        )
    }

    /// The beginning of a line, in which no character is invisible.
    private static func shortened(_ text: String) -> String {
        var result = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < maximumLength else { return result + " …" }
            switch scalar.value {
            // Joiners and variants of signs have their place in prose, and can hide a difference in code.
            case 0x200c...0x200d, 0xfe00...0xfe0f: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
