// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Registry

/// What changed, in the order in which a person asks.
extension HoldView {
    /// How many files stand on the first screen.
    private static let maximumShown = 8

    func changes(_ html: inout HTMLWriter) {
        html.element(.section, .aria("labelledby", "changes")) { html in
            html.element(.h2, .id("changes"), text: isFirst ? "What it is" : "What changed")
            switch review.state {
            case .pending: pending(&html)
            case .failed(let reason): failed(reason, &html)
            case .ready: ready(&html)
            }
        }
    }

    private func pending(_ html: inout HTMLWriter) {
        html.element(.div, .role("status")) { html in
            html.element(.p) { html in
                html.element(.progress, .aria("label", "Comparison")) { _ in }
            }
            html.element(.p) { html in
                html.text(
                    isFirst
                        ? "The registry reads the layers of what is offered. "
                        : "The registry reads the layers of both sides and compares them file by file. "
                )
                html.text(
                    isWaiting ? "This page loads itself again until that is done." : "Load this page again to see."
                )
            }
        }
    }

    private func failed(_ reason: String, _ html: inout HTMLWriter) {
        html.element(.div, .class("notice bad")) { html in
            html.element(.p) { html in
                html.element(
                    .strong,
                    text: isFirst ? "What is offered could not be looked into: " : "The two could not be compared: "
                )
                html.foreign(reason)
            }
            html.element(.p) { html in
                html.text("It can be approved all the same; do that only if you know by other means what it holds.")
            }
        }
    }

    private func ready(_ html: inout HTMLWriter) {
        guard let summary = review.summary else { return }
        platforms(summary, &html)
        if let words = summary.uncomparedWords {
            html.element(.div, .class("notice")) { html in
                html.element(.p) { html in
                    html.foreign(words)
                    html.text(". Have an image fetched by its digest with ")
                    html.element(.code, text: "holdfast warm")
                    html.text(", and it is compared.")
                }
            }
        }
        guard review.mayReadDetails else {
            html.element(.p, .class("notice")) { html in
                html.text("What differs in detail is shown to the pusher and to approvers while it waits. ")
                if visit.signIn == .signedOut { html.link(.signIn(next: visit.address), text: "Sign in") }
            }
            return
        }
        // What weighs most is said first; files that packages explain come after these.
        let isHeavy = summary.notableFiles.first?.severity == .high
        if isHeavy { notableFiles(summary, &html) }
        settings(summary, &html)
        labels(summary, &html)
        packages(summary, &html)
        if !isHeavy { notableFiles(summary, &html) }
        let isSilent =
            summary.labels.isEmpty && summary.settings.isEmpty && summary.notableFiles.isEmpty
            && summary.packageCounts.values.allSatisfy { $0 == 0 }
        if isSilent, !summary.isFirst {
            html.element(.p, .class("muted"), text: "No setting, label, package or file of weight differs.")
        }
    }

    private func platforms(_ summary: HoldSummary, _ html: inout HTMLWriter) {
        guard hasPlatforms else { return }
        html.element(.table, .class("dense")) { html in
            html.element(.caption, .class("unseen"), text: "Platforms")
            html.columns([Column("Platform"), Column("What it comes to")])
            html.element(.tbody) { html in
                for platform in summary.platforms {
                    html.element(.tr) { html in
                        html.element(.th, .scope(.row), .class("nowrap"), text: platform.name)
                        html.element(.td, text: Self.words(for: platform))
                    }
                }
            }
        }
    }

    private static func words(for platform: HoldSummary.Platform) -> String {
        guard platform.isCompared else { return "never pulled, so it is not compared" }
        return switch platform.change {
        case .added: "new: there was no image for it"
        case .removed: "gone: there is no image for it any more"
        case .same: "the same image"
        case .modified: platform.headline ?? platform.verdict.rawValue
        }
    }

    private func labels(_ summary: HoldSummary, _ html: inout HTMLWriter) {
        guard !summary.labels.isEmpty else { return }
        html.element(.h3, text: "Labels")
        html.element(.table, .class("dense pairs")) { html in
            html.element(.caption, .class("unseen"), text: "Labels before and after")
            html.columns(
                summary.isFirst
                    ? [Column("Label"), Column("Says")]
                    : [Column("Label"), Column("Before"), Column("After"), Column("")]
            )
            html.element(.tbody) { html in
                for label in summary.labels {
                    html.element(.tr) { html in
                        html.element(.th, .scope(.row), .title(label.name), text: Self.shortName(of: label.name))
                        guard !summary.isFirst else { return html.element(.td) { Self.says(label.to, &$0) } }
                        guard !label.isSame else {
                            html.element(.td, .columns(2)) { Self.says(label.to, &$0) }
                            return html.element(.td, .class("muted"), text: "same")
                        }
                        html.element(.td, .data("column", "Before")) { Self.says(label.from, &$0) }
                        html.element(.td, .data("column", "After")) { Self.says(label.to, &$0) }
                        html.element(.td) { html in
                            let word = label.from == nil ? "new" : label.to == nil ? "gone" : "changed"
                            html.element(.strong, text: word)
                        }
                    }
                }
            }
        }
    }

    private static func says(_ text: String?, _ html: inout HTMLWriter) {
        guard let text, let link = Link(foreign: text) else { return html.value(text) }
        html.link(link) { $0.foreign(text) }
    }

    private static func shortName(of name: String) -> String {
        for (prefix, note) in [("org.opencontainers.image.", ""), ("org.label-schema.", " (label-schema)")]
        where name.hasPrefix(prefix) && name.count > prefix.count {
            return name.dropFirst(prefix.count) + note
        }
        return name
    }

    private func settings(_ summary: HoldSummary, _ html: inout HTMLWriter) {
        let shown = summary.settings.filter { !isSaidElsewhere($0, summary) }
        guard !shown.isEmpty else { return }
        html.element(.h3, text: "Settings")
        html.element(.table, .class("dense pairs")) { html in
            html.element(.caption, .class("unseen"), text: "Settings before and after")
            html.columns(
                summary.isFirst
                    ? [Column("Setting"), Column("Value")]
                    : [Column("Setting"), Column("Before"), Column("After"), Column("Weight")]
            )
            html.element(.tbody) { html in
                for setting in shown {
                    html.element(.tr) { html in
                        html.element(.th, .scope(.row)) { html in
                            html.text(SettingName.words(for: setting.field))
                            if hasPlatforms { html.element(.small, .class("muted where"), text: setting.platform) }
                        }
                        guard !summary.isFirst else { return html.element(.td) { $0.value(setting.to) } }
                        html.element(.td, .data("column", "Before")) { $0.value(setting.from) }
                        html.element(.td, .data("column", "After")) { $0.value(setting.to) }
                        html.element(.td) { $0.severity(setting.severity) }
                    }
                }
            }
        }
    }

    /// Tells whether a setting is a label that the table of labels shows, or the list of build steps, which says nothing
    /// that files and settings do not.
    private func isSaidElsewhere(_ setting: HoldSummary.Setting, _ summary: HoldSummary) -> Bool {
        switch ConfigDifference.Field(rawValue: setting.field) {
        case .history?: true
        case .created?: summary.labels.contains { $0.name == "org.opencontainers.image.created" }
        case .labels?:
            summary.labels.contains { label in
                (setting.to ?? setting.from ?? "").hasPrefix("\(label.name)=")
            }
        default: false
        }
    }

    private func notableFiles(_ summary: HoldSummary, _ html: inout HTMLWriter) {
        guard !summary.notableFiles.isEmpty else { return }
        html.element(.h3, text: "Files to look at")
        html.element(.ul, .class("notable")) { html in
            for file in summary.notableFiles.prefix(Self.maximumShown) {
                html.element(.li) { html in
                    html.severity(file.severity)
                    html.element(.div) { html in
                        html.element(.code, text: file.path.pathLine)
                        html.text(" \(file.change == .modified ? "changed" : file.change.rawValue)")
                        if !file.reasons.isEmpty { html.text(": " + file.reasons.joined(separator: ", ")) }
                        if hasPlatforms { html.element(.small, .class("muted where"), text: file.platform) }
                    }
                }
            }
        }
        html.element(.p, .class("small")) { $0.link(.anchor("differences"), text: "All differences, file by file") }
    }
}
