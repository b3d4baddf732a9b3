// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What a hold would change, in one screen: the verdict first.
struct HoldSummaryText {
    /// The most affected images that are named.
    private static let maximumAffected = 12

    let style: Style

    /// The lines about what changes; none while nothing is known.
    func change(_ hold: HoldView, _ view: HoldSummaryView) -> [String] {
        guard let summary = view.summary else { return [unknown(hold, view)].compactMap(\.self) }
        var lines = [verdict(summary, of: hold)]
        lines += counts(summary).map { "  \($0)" }
        lines += platforms(summary)
        if let words = summary["uncomparedWords"]?.string {
            lines += ["", style.attention(VisibleText.line(words) + ".")]
        }
        lines += settings(summary)
        lines += files(summary)
        lines += packages(summary)
        lines += labels(summary)
        if !view.hasDetails { lines += ["", style.faint("Its pusher and approvers see what differs.")] }
        return lines
    }

    /// The lines about what else happened, and where else the content is.
    func surroundings(_ hold: HoldView, _ view: HoldSummaryView) -> [String] {
        var lines: [String] = []
        if !view.together.isEmpty {
            lines += ["", style.heading("Within ten minutes in this repository")]
            lines += view.together.map { element in
                let hold = element["hold"]?.integer.map { "  hold \($0)" } ?? ""
                let at = element["at"]?.string.flatMap { Timestamp($0)?.text } ?? ""
                return "  " + line(element["event"], padded: 12) + line(element["tag"])
                    + "  \(Self.short(element["digest"]))  by \(line(element["by"]))  \(at)\(hold)"
            }
        }
        if !view.sameContent.isEmpty {
            let tags = view.sameContent.map { element in
                line(element["tag"]) + (element["hold"]?.integer.map { " (hold \($0))" } ?? "")
            }
            lines += ["", "\(style.heading("Same content")): \(tags.joined(separator: ", "))"]
        }
        return lines + affected(hold, view)
    }

    /// The images that were built on what the tag means, and take the new content when they are built again.
    private func affected(_ hold: HoldView, _ view: HoldSummaryView) -> [String] {
        guard let affected = view.affected else { return [] }
        let what = hold.from == nil ? "is offered" : hold.isUndecided ? "it means now" : "it meant when this was held"
        let heading = style.heading("Built on what \(what)")
        guard !affected.isEmpty else { return ["", "\(heading): nothing in this registry"] }
        let images = Set(affected.compactMap { $0["digest"]?.string }).count
        let names = images == affected.count ? "" : ", under \(Quantity.count(affected.count, "name"))"
        let count = Quantity.count(images, "image") + names + (view.hasMoreAffected ? ", and more" : "")
        let more = affected.count - Self.maximumAffected
        return ["", "\(heading): \(count)"]
            + affected.prefix(Self.maximumAffected).map { image in
                let between = (image["path"]?.strings.count ?? 2) - 2
                let through = between > 0 ? " through \(Quantity.count(between, "image"))" : ""
                let known = style.faint("  by \(line(image["evidence"]))\(through)")
                return "  \(line(image["repository"])):\(line(image["tag"]))  \(Self.short(image["digest"]))\(known)"
            } + (more > 0 ? ["  " + style.faint("… and \(more) more; holdfast affected lists them")] : [])
    }

    private func unknown(_ hold: HoldView, _ view: HoldSummaryView) -> String? {
        if let failure = view.failure {
            return "\(style.attention("not compared")): \(VisibleText.line(failure))"
        }
        guard view.isPending else { return nil }
        let next = "run this again, or `holdfast holds show \(hold.id) --wait`"
        return "\(style.attention("the comparison is being made")): \(next)"
    }

    private func verdict(_ summary: JSONValue, of hold: HoldView) -> String {
        let word = line(summary["verdict"])
        let headline = line(summary["headline"])
        let shown = word == "changed" ? style.attention(word) : style.success(word)
        return "\(style.heading(VisibleText.line(hold.name)))  \(shown): \(headline)"
    }

    private func counts(_ summary: JSONValue) -> [String] {
        let severities = ["high", "medium", "low", "info"].compactMap { name in
            count(summary["severities"], name).map { "\($0) \(name)" }
        }
        let files = ["added", "removed", "modified"].compactMap { name in
            count(summary["files"], name).map { "\($0) \(name)" }
        }
        let noise = count(summary["files"], "noise").map { " (\($0) known noise)" } ?? ""
        return [
            severities.isEmpty ? nil : "differences: \(severities.joined(separator: ", "))",
            files.isEmpty ? nil : "files: \(files.joined(separator: ", "))\(noise)",
        ].compactMap(\.self)
    }

    private func platforms(_ summary: JSONValue) -> [String] {
        let platforms = summary["platforms"]?.array ?? []
        guard platforms.count > 1 else { return [] }
        return [""]
            + platforms.map { platform in
                let change = line(platform["change"])
                let isCompared = platform["compared"] != .bool(false)
                let word = !isCompared ? "not compared" : change == "modified" ? line(platform["verdict"]) : change
                let headline = platform["headline"]?.string.map { ": \(VisibleText.line($0))" } ?? ""
                return "  \(line(platform["platform"]))  \(word)\(headline)"
            }
    }

    private func settings(_ summary: JSONValue) -> [String] {
        let settings = summary["config"]?.array ?? []
        guard !settings.isEmpty else { return [] }
        let isFirst = summary["first"] == .bool(true)
        let several = (summary["platforms"]?.array?.count ?? 0) > 1
        return ["", style.heading("Settings")]
            + settings.map { setting in
                let values = isFirst ? line(setting["to"]) : "\(value(setting["from"])) -> \(value(setting["to"]))"
                let platform = several ? style.faint("  \(line(setting["platform"]))") : ""
                return
                    "  \(weight(setting["severity"], unless: isFirst))\(line(setting["field"]))  \(values)\(platform)"
            }
    }

    private func files(_ summary: JSONValue) -> [String] {
        let files = summary["notableFiles"]?.array ?? []
        guard !files.isEmpty else { return [] }
        let several = (summary["platforms"]?.array?.count ?? 0) > 1
        return ["", style.heading("Files to look at")]
            + files.map { file in
                let reasons = file["reasons"]?.strings.map { VisibleText.line($0) }.joined(separator: ", ") ?? ""
                let platform = several ? "  \(line(file["platform"]))" : ""
                return "  \(weight(file["severity"]))\(StoredDiffText.mark(file["change"], style)) "
                    + StoredDiffText.path(file["path"]?.string ?? "")
                    + (reasons.isEmpty ? "" : "  \(style.faint(reasons))") + style.faint(platform)
            }
    }

    private func packages(_ summary: JSONValue) -> [String] {
        guard let packages = summary["packages"] else { return [] }
        let words = [
            ("upgraded", "newer"), ("downgraded", "older"), ("changed", "of another version"), ("added", "added"),
            ("removed", "removed"),
        ]
        let counts = words.compactMap { name, word in count(packages, name).map { "\($0) \(word)" } }
        guard !counts.isEmpty else { return [] }
        let first = packages["first"]?.array ?? []
        let total = words.reduce(Int64(0)) { $0 + (count(packages, $1.0) ?? 0) }
        var lines = ["", "\(style.heading("Packages")): \(counts.joined(separator: ", "))"]
        lines += first.map { "  \(line($0["name"]))  \(value($0["from"])) -> \(value($0["to"]))" }
        if total > first.count { lines.append("  " + style.faint("… and \(total - Int64(first.count)) more")) }
        return lines
    }

    private func labels(_ summary: JSONValue) -> [String] {
        let labels = summary["labels"]?.array ?? []
        guard !labels.isEmpty else { return [] }
        return ["", style.heading("Labels")]
            + labels.map { label in
                if label["same"] == .bool(true) {
                    return "  \(line(label["name"]))  \(value(label["to"])) \(style.faint("(same)"))"
                }
                return "  \(line(label["name"]))  \(value(label["from"])) -> \(value(label["to"]))"
            }
    }

    private func weight(_ severity: JSONValue?, unless isUnimportant: Bool = false) -> String {
        isUnimportant ? "" : StoredDiffText.weight(severity?.string ?? "", style)
    }

    private func count(_ object: JSONValue?, _ key: String) -> Int64? {
        object?[key]?.integer.flatMap { $0 > 0 ? $0 : nil }
    }

    private func line(_ value: JSONValue?, padded width: Int = 0) -> String {
        let text = VisibleText.line(value?.string ?? "")
        return text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func value(_ value: JSONValue?) -> String { value?.string.map { VisibleText.line($0) } ?? "(none)" }

    private static func short(_ digest: JSONValue?) -> String {
        VisibleText.line(ShortDigest.text(digest?.string ?? ""))
    }
}
