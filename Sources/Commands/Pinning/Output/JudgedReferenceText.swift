// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning

/// Judged references as a terminal shows them: a line each, what is wrong first.
///
/// A line begins with `path:line:column`, which editors and terminals make a link of.
struct JudgedReferenceText {
    /// How much is listed, and how long digests are.
    enum Scope {
        /// Findings and edits, with the beginnings of digests.
        case notable
        case everything
    }

    private struct Line {
        let judged: JudgedReference
        let columns: [String]
        let rest: String
    }

    private static let order: [JudgedReference.Status] = [
        .drifted, .platformPin, .unpinned, .unresolved, .pinned, .skipped,
    ]

    let references: [JudgedReference]
    let scope: Scope

    /// The lines, without a line feed at the end; empty when there is nothing to list.
    func text(_ style: Style) -> String {
        let lines = Self.order.flatMap { status in references.filter { $0.status == status && isListed($0) } }
            .map { line($0) }
        let widths = (0..<3).map { column in lines.map { $0.columns[column].count }.max() ?? 0 }
        return lines.map { text(of: $0, widths, style) }.joined(separator: "\n")
    }

    /// How many references there are of each kind, such as `3 references in 2 files: 1 drifted, 2 pinned`.
    var summary: String {
        let files = Set(references.map(\.found.path)).count
        guard !references.isEmpty else { return "no image references were found" }
        let counts = Self.order.compactMap { status -> String? in
            let count = references.count { $0.status == status }
            let hint = status == .skipped && scope == .notable ? " (listed with --all)" : ""
            return count > 0 ? "\(count) \(Self.word(for: status))\(hint)" : nil
        }
        let whole = "\(Quantity.count(references.count, "reference")) in \(Quantity.count(files, "file"))"
        return "\(whole): \(counts.joined(separator: ", "))"
    }

    private func isListed(_ judged: JudgedReference) -> Bool {
        // What is pinned in the file and has a remark may be missing in the lock, or be behind its tag.
        scope == .everything || judged.status.isFinding || judged.isEdit
            || judged.status == .pinned && judged.found.pinnedDigest != nil && judged.message != nil
    }

    private func line(_ judged: JudgedReference) -> Line {
        let place = "\(judged.found.path):\(judged.position.line):\(judged.position.column)"
        // The digest before stands there already.
        let message = judged.message == judged.found.pinnedDigest.map { "was \($0)" } ? nil : judged.message
        return Line(
            judged: judged,
            columns: [place, judged.nameText, Self.word(for: judged.status)].map { VisibleText.line($0) },
            rest: [change(of: judged), message.map { VisibleText.line($0) }].compactMap(\.self).joined(separator: "  ")
        )
    }

    /// The digests: what is written or locked, and after an arrow what the tag means or the file says from now on.
    private func change(of judged: JudgedReference) -> String? {
        var before = judged.found.pinnedDigest
        let after: Digest?
        switch judged.status {
        case .pinned, .skipped: after = judged.isEdit ? judged.digest : nil
        case .unpinned: after = judged.digest ?? judged.current
        case .drifted, .platformPin, .unresolved:
            before = before ?? judged.digest
            after = judged.current
        }
        let parts = [before.map(shown), after.flatMap { $0 == before ? nil : "→ \(shown($0))" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    private func shown(_ digest: Digest) -> String {
        scope == .everything ? digest.rawValue : "\(digest.short)…"
    }

    private func text(of line: Line, _ widths: [Int], _ style: Style) -> String {
        var result = ""
        for (number, column) in line.columns.enumerated() {
            let padding = String(repeating: " ", count: widths[number] - column.count + 2)
            result += (number == 2 ? Self.emphasized(column, line.judged.status, style) : column) + padding
        }
        result += line.rest
        while result.last == " " { result.removeLast() }
        return result
    }

    private static func emphasized(_ text: String, _ status: JudgedReference.Status, _ style: Style) -> String {
        switch status {
        case .drifted, .platformPin: style.failure(text)
        case .unpinned, .unresolved: style.attention(text)
        case .pinned: style.success(text)
        case .skipped: style.faint(text)
        }
    }

    private static func word(for status: JudgedReference.Status) -> String {
        status == .platformPin ? "pinned to one platform" : status.rawValue
    }
}
