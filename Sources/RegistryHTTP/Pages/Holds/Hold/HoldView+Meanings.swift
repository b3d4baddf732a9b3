// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry
internal import Storage

/// What the tag meant, means and would mean.
extension HoldView {
    func meanings(_ html: inout HTMLWriter) {
        if hold.state == .open { open(&html) } else { decided(&html) }
    }

    private func open(_ html: inout HTMLWriter) {
        html.fact("Means now") { html in
            switch (hold.from, review.current) {
            case (nil, nil): html.text("nothing: the tag is new")
            case (let from?, nil):
                html.text("deleted; it last meant ")
                content(from, "what the tag last meant", &html)
            case (_, let current?): content(current, "what the tag means now", &html)
            }
        }
        if let current = review.current, current != hold.from {
            html.fact("Meant when held") { html in
                past(&html)
                html.text("; the tag moved since, so this cannot be approved: push it again to have it judged anew")
            }
        }
        html.fact("Would mean") { offered(&$0) }
    }

    private func decided(_ html: inout HTMLWriter) {
        html.fact("Meant then") { past(&$0) }
        html.fact("Offered") { offered(&$0) }
        guard review.current != (hold.state == .approved ? hold.to : hold.from) else { return }
        html.fact("Means now") { html in
            guard let current = review.current else { return html.text("nothing: the tag is deleted") }
            guard current != hold.to else { return html.text("what was offered") }
            content(current, "what the tag means now", &html)
        }
    }

    private func past(_ html: inout HTMLWriter) {
        guard let from = hold.from else { return html.text("nothing: the tag was new") }
        content(from, "what the tag meant", &html)
    }

    private func offered(_ html: inout HTMLWriter) {
        guard review.mayReadDetails else { return html.whole(hold.to) }
        content(hold.to, "what is offered", &html)
    }

    private func content(_ digest: Digest, _ words: String, _ html: inout HTMLWriter) {
        html.whole(digest)
        html.text(" ")
        html.link(
            .image(digest, in: hold.repository),
            .class("nowrap"),
            .aria("label", "Open \(words)"),
            text: "Open"
        )
    }
}
