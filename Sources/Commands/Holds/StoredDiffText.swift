// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageReading
import OCIModel

/// A `holdfast.diff/1` document as a terminal shows it: everything, by weight, with what differs in texts.
struct StoredDiffText {
    private let document: JSONValue
    private let style: Style

    init(_ document: JSONValue, style: Style) {
        self.document = document
        self.style = style
    }

    /// The lines, without a line feed at the end.
    var text: String {
        var fields = Fields()
        fields.add("from", document["from"]?["reference"]?.string ?? "nothing: the tag does not exist")
        fields.add("to", document["to"]?["reference"]?.string)
        let verdict = VisibleText.line(document["verdict"]?.string ?? "")
        let headline = VisibleText.line(document["headline"]?.string ?? "")
        var lines = [fields.text(style: style), "", "\(style.attention(verdict)): \(headline)"]
        for platform in document["platforms"]?.array ?? [] { lines += section(platform) }
        if document["truncated"] == .bool(true) {
            lines += ["", style.attention("More differs than is kept; the heaviest differences are listed.")]
        }
        return lines.joined(separator: "\n")
    }

    private func section(_ platform: JSONValue) -> [String] {
        guard let name = platform["platform"]?.string else { return [] }
        let change = platform["change"]?.string ?? ""
        let word = change == "modified" ? platform["verdict"]?.string ?? "" : change
        let headline = platform["headline"]?.string.map { ": \(VisibleText.line($0))" } ?? ""
        var lines = ["", "\(style.heading(VisibleText.line(name)))  \(VisibleText.line(word))\(headline)"]
        for severity in ["high", "medium", "low", "info"] {
            let part = self.part(severity, of: name)
            guard !part.isEmpty else { continue }
            lines += ["", "  " + Self.heading(severity, style)] + part.map { "    \($0)" }
        }
        return lines
    }

    private func part(_ severity: String, of platform: String) -> [String] {
        let chosen = { (key: String) in
            (document[key]?.array ?? []).filter {
                $0["severity"]?.string == severity && $0["platform"]?.string == platform
            }
        }
        var lines = chosen("ambiguities").map { element in
            "ambiguous  \(Self.path(element["path"]?.string ?? ""))  \(Self.line(element["kind"]))"
        }
        lines += chosen("config").map {
            "\(Self.line($0["field"]))  \(Self.value($0["from"])) -> \(Self.value($0["to"]))"
        }
        lines += chosen("packages").map {
            "package \(Self.line($0["name"]))  \(Self.value($0["from"])) -> \(Self.value($0["to"]))"
        }
        for file in chosen("files") {
            lines.append(self.file(file))
            lines += changes(in: file)
        }
        return lines
    }

    private func file(_ file: JSONValue) -> String {
        var details = (file["reasons"]?.strings ?? []) + (file["fields"]?.strings ?? [])
        if let noise = file["noise"]?.string { details.append("known noise: \(noise)") }
        if let target = file["to"]?["target"]?.string { details.append("-> \(target)") }
        let shown = details.map { VisibleText.line($0) }.joined(separator: ", ")
        return "\(Self.mark(file["change"], style)) \(Self.path(file["path"]?.string ?? ""))"
            + (shown.isEmpty ? "" : "  \(style.faint(shown))")
    }

    /// What differs in the text of a file.
    private func changes(in file: JSONValue) -> [String] {
        guard let text = file["text"]?.string, !text.isEmpty else { return [] }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            // Tabs say something in a text; what else could move a cursor becomes visible.
            let shown = "    " + VisibleText.line(line.replacing("\t", with: "    "))
            switch line.first {
            case "+": return style.success(shown)
            case "-": return style.failure(shown)
            case "@": return style.faint(shown)
            default: return shown
            }
        }
        if text.hasSuffix("\n") { lines.removeLast() }
        if file["textTruncated"] == .bool(true) { lines.append(style.faint("    …")) }
        return lines
    }

    static func mark(_ change: JSONValue?, _ style: Style) -> String {
        switch change?.string {
        case "added": style.success("+")
        case "removed": style.failure("-")
        default: style.attention("~")
        }
    }

    static func weight(_ severity: String, _ style: Style) -> String {
        let text = VisibleText.line(severity)
        let padded = text + String(repeating: " ", count: max(0, 8 - text.count))
        switch severity {
        case "high": return style.failure(padded)
        case "medium": return style.attention(padded)
        default: return style.faint(padded)
        }
    }

    /// A path in one line, its blanks and signs visible.
    static func path(_ text: String) -> String { PathText.line(ByteString(text.utf8)) }

    private static func heading(_ severity: String, _ style: Style) -> String {
        switch severity {
        case "high": style.failure("HIGH")
        case "medium": style.attention("MEDIUM")
        default: style.heading(severity.uppercased())
        }
    }

    private static func line(_ value: JSONValue?) -> String { VisibleText.line(value?.string ?? "") }

    private static func value(_ value: JSONValue?) -> String {
        value?.string.map { VisibleText.line($0) } ?? "(none)"
    }
}
