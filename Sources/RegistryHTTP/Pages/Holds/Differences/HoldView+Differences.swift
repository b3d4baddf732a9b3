// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import Registry
internal import Storage

/// The differences one by one, the heaviest first.
extension HoldView {
    func differences(_ html: inout HTMLWriter) {
        guard review.summary?.isFirst != true else { return }
        switch details {
        case .hidden, .missing: return
        case .unreadable(let reason):
            section(&html) { html in
                html.element(.p, .class("notice bad"), text: "They cannot be shown: \(reason).")
            }
        case .ready(let model):
            section(&html) { html in
                if model.isTruncated {
                    html.element(.p, .class("notice open")) { html in
                        html.text("There are more than are kept; the heaviest are. The counts above are of all.")
                    }
                }
                doubts(model, &html)
                allSettings(model, &html)
                allPackages(model, &html)
                files(model, &html)
            }
        }
    }

    private func section(_ html: inout HTMLWriter, _ body: (inout HTMLWriter) -> Void) {
        html.element(.section, .class("differences"), .aria("labelledby", "differences")) { html in
            html.element(.h2, .id("differences"), text: "All differences")
            body(&html)
        }
    }

    private func isShown(_ platform: String) -> Bool { selection.platform == nil || selection.platform == platform }

    private func doubts(_ model: DiffPageModel, _ html: inout HTMLWriter) {
        let shown = model.doubts.filter { isShown($0.platform) }.prefix(DifferenceSelection.pageSize)
        guard !shown.isEmpty else { return }
        html.element(.h3, text: "Places that runtimes may read differently")
        html.element(.ul, .class("notable")) { html in
            for doubt in shown {
                html.element(.li) { html in
                    html.severity(doubt.severity)
                    html.element(.div) { html in
                        html.element(.code, text: doubt.path.pathLine)
                        html.text(" \(doubt.kind), layer \(doubt.layer + 1)")
                        place(of: doubt.platform, &html)
                    }
                }
            }
        }
    }

    /// The settings, if the summary above does not have them all.
    private func allSettings(_ model: DiffPageModel, _ html: inout HTMLWriter) {
        let shown = model.settings.filter { isShown($0.platform) }
        guard shown.count > (review.summary?.settings.count ?? 0) else { return }
        html.element(.details) { html in
            html.element(.summary, text: "All \(shown.count.of("setting")) that differ")
            html.element(.table, .class("dense pairs")) { html in
                html.columns([Column("Setting"), Column("Before"), Column("After"), Column("Weight")])
                html.element(.tbody) { html in
                    for setting in shown.prefix(DifferenceSelection.pageSize) {
                        html.element(.tr) { html in
                            html.element(.th, .scope(.row)) { html in
                                html.text(SettingName.words(for: setting.field))
                                place(of: setting.platform, &html)
                            }
                            html.element(.td, .data("column", "Before")) { $0.value(setting.from) }
                            html.element(.td, .data("column", "After")) { $0.value(setting.to) }
                            html.element(.td) { $0.severity(setting.severity) }
                        }
                    }
                }
            }
            rest(of: shown.count, &html)
        }
    }

    /// The packages, if the summary above does not have them all.
    private func allPackages(_ model: DiffPageModel, _ html: inout HTMLWriter) {
        let shown = model.packages.filter { isShown($0.platform) }
        guard shown.count > (review.summary?.packages.count ?? 0) else { return }
        html.element(.details) { html in
            html.element(.summary, text: "All \(shown.count.of("package")) that differ")
            html.element(.table, .class("dense pairs")) { html in
                html.columns([Column("Package"), Column("Before"), Column("After"), Column("")])
                html.element(.tbody) { html in
                    for package in shown.prefix(DifferenceSelection.pageSize) {
                        html.element(.tr) { html in
                            html.element(.th, .scope(.row)) { html in
                                html.foreign(package.name)
                                if !package.architecture.isEmpty {
                                    html.element(.small, .class("muted where"), text: package.architecture)
                                }
                                place(of: package.platform, &html)
                            }
                            html.element(.td, .data("column", "Before")) { $0.value(package.from) }
                            html.element(.td, .data("column", "After")) { $0.value(package.to) }
                            html.element(.td, text: PackageWords.word(named: package.direction))
                        }
                    }
                }
            }
            rest(of: shown.count, &html)
        }
    }

    private func rest(of count: Int, _ html: inout HTMLWriter) {
        guard count > DifferenceSelection.pageSize else { return }
        html.element(.p, .class("small muted")) { html in
            html.text("and \((count - DifferenceSelection.pageSize).grouped) more; all are listed by ")
            html.element(.code, text: "holdfast holds show \(hold.id) --diff")
        }
    }

    /// Writes the platform, where several are listed.
    func place(of platform: String, _ html: inout HTMLWriter) {
        guard hasPlatforms, selection.platform == nil else { return }
        html.element(.small, .class("muted where"), text: platform)
    }
}
