// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import Registry
internal import Storage

/// The files that differ, with the lines of small texts.
extension HoldView {
    /// The most lines of text differences on one page.
    private static let maximumLines = 5_000
    /// How many text differences of weight are open when the page is.
    private static let maximumOpen = 3

    func files(_ model: DiffPageModel, _ html: inout HTMLWriter) {
        let page = DifferencePage(model, selection)
        html.element(.div, .class("titled files")) { html in
            html.element(.h3, text: page.total == 0 ? "Files" : page.total.of("file"))
            filters(page, &html)
        }
        if page.changes.isEmpty {
            let isOfNoise = page.noiseCount > 0 && selection.breadth == .notable
            html.element(.p, .class("empty"), text: isOfNoise ? "None but noise." : "No file differs.")
        }
        var budget = Self.maximumLines
        var open = page.number == 1 ? Self.maximumOpen : 0
        html.element(.ul, .class("changes")) { html in
            for change in page.changes {
                html.element(.li) { item(change, budget: &budget, open: &open, &$0) }
            }
        }
        noise(page, &html)
        paging(page, &html)
    }

    private func filters(_ page: DifferencePage, _ html: inout HTMLWriter) {
        let platforms = (review.summary?.platforms ?? []).map(\.name)
        guard platforms.count > 1 else { return }
        html.navigation(.aria("label", "Platforms"), .class("switch")) { html in
            var all = selection
            all.platform = nil
            choice("All platforms", all, &html)
            for platform in platforms {
                var one = selection
                one.platform = platform
                choice(platform, one, &html)
            }
        }
    }

    private func choice(_ title: String, _ target: DifferenceSelection, _ html: inout HTMLWriter) {
        let link = address(target, page: 1)
        if target.platform == selection.platform, target.breadth == selection.breadth {
            html.link(link, .aria("current", "true"), text: title)
        } else {
            html.link(link, text: title)
        }
    }

    private func address(_ selection: DifferenceSelection, page: Int) -> Link {
        Link.hold(hold.id).with(selection.parameters(page: page).map { ($0.name, $0.value) }).at("differences")
    }

    private func noise(_ page: DifferencePage, _ html: inout HTMLWriter) {
        guard page.noiseCount > 0 else { return }
        html.element(.p, .class("small muted")) { html in
            let kinds = page.noise.map { "\($0.count.grouped) \($0.kind)" }.joined(separator: ", ")
            var other = selection
            switch selection.breadth {
            case .notable:
                html.text("\(page.noiseCount.of("difference")) known as noise (\(kinds)) not shown. ")
                other.breadth = .all
                html.link(address(other, page: 1), text: "Show them too")
            case .all:
                html.text("\(page.noiseCount.of("difference")) known as noise (\(kinds)) among these. ")
                other.breadth = .notable
                html.link(address(other, page: 1), text: "Leave them out")
            }
        }
    }

    private func paging(_ page: DifferencePage, _ html: inout HTMLWriter) {
        guard page.count > 1 else { return }
        html.navigation(.aria("label", "Pages of differences"), .class("pages")) { html in
            if page.number > 1 { html.link(address(selection, page: page.number - 1), text: "Previous page") }
            html.element(.span, .class("muted"), text: "Page \(page.number) of \(page.count)")
            if page.number < page.count { html.link(address(selection, page: page.number + 1), text: "Next page") }
        }
    }

    private func item(_ change: FileChange, budget: inout Int, open: inout Int, _ html: inout HTMLWriter) {
        guard let text = change.text, !text.isEmpty, budget > 0 else {
            html.element(.div, .class("change")) { line(change, nil, &$0) }
            return
        }
        let diff = UnifiedDiff(text, maximumLines: min(TextDiffView.maximumLines, budget))
        budget -= diff.lines.count
        let isOpen = change.severity >= .medium && open > 0
        if isOpen { open -= 1 }
        let view = TextDiffView(diff: diff, isCut: diff.isCut || change.isTextCut, name: change.path.pathLine)
        let body = { (html: inout HTMLWriter) in
            html.element(.summary, .class("change")) { line(change, diff, &$0) }
            view.write(to: &html)
        }
        if isOpen { html.element(.details, .open, body: body) } else { html.element(.details, body: body) }
    }

    private func line(_ change: FileChange, _ diff: UnifiedDiff?, _ html: inout HTMLWriter) {
        html.severity(change.severity)
        html.element(.span, .class("what")) { html in
            html.element(.code, .class("path"), text: change.path.pathLine)
            html.text(" ")
            html.element(.span, text: change.change == .modified ? "changed" : change.change.rawValue)
            let particulars = (change.noise.map { ["noise: \($0)"] } ?? []) + change.reasons + change.particulars
            if !particulars.isEmpty {
                html.element(.span, .class("muted")) { html in
                    html.text(": ")
                    html.foreign(particulars.map(\.pathLine).joined(separator: ", "))
                }
            }
            place(of: change.platform, &html)
        }
        guard let diff else { return }
        html.element(.span, .class("tally nowrap")) { html in
            html.element(.span, .class("came"), text: "+\(diff.addedCount)")
            html.text(" ")
            html.element(.span, .class("went"), text: "−\(diff.removedCount)")
            html.element(.span, .class("unseen"), text: " lines")
        }
    }
}
