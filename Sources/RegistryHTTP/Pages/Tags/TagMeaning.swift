// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

/// What a tag means now, how to pull exactly that, and which rule it is under.
struct TagMeaning {
    let detail: TagDetail
    let tag: Tag
    let name: RepositoryName
    let visit: PageVisit

    func write(_ html: inout HTMLWriter) {
        guard let summary = detail.summary, let digest = summary.record.digest else {
            html.element(.p, .class("lead"), text: absence)
            html.element(.dl, .class("facts")) { html in
                logged(&html)
                rule(&html)
            }
            return
        }
        html.element(.dl, .class("facts")) { html in
            html.fact("Means") { $0.whole(digest) }
            html.fact("Content") { content(summary.content, digest, &$0) }
            html.fact("Set") { html in
                html.age(of: summary.record.changedAt, at: visit.now)
                html.text(" by ")
                html.foreign(summary.record.changedBy)
            }
            if let check = summary.upstreamCheck, let origin = visit.registry.upstreamOrigin(of: name) {
                html.fact("Upstream") { html in
                    html.upstream(check, origin, means: digest, at: visit.now)
                    if let obstacle = check.obstacle(to: digest, under: summary.rule) {
                        html.text("; it stays: \(obstacle)")
                    }
                }
            }
            html.fact("Last pulled") { $0.age(of: summary.lastPulledAt, at: visit.now, never: "never by its digest") }
            logged(&html)
            rule(&html)
        }
        if let content = summary.content, content.images.count > 1 { images(content, &html) }
        let runs = summary.content.map { $0.mediaType.isIndex || $0.artifactType == nil } ?? true
        html.element(.h2, text: "Pull exactly this")
        PullCommands(baseURL: visit.exchange.baseURL, repository: name, digest: digest)
            .write(to: &html, runs: runs, tag: tag)
    }

    /// Why the tag means nothing.
    private var absence: String {
        guard let record = detail.summary?.record else {
            return detail.hold?.state == .pending
                ? "The tag does not exist yet: its first push waits for signatures."
                : "The tag does not exist yet: its first push waits for a decision."
        }
        return "The tag was deleted by \(record.changedBy). It last meant \(record.lastDigest.short); a push of other "
            + "content under this name counts as a change."
    }

    private func content(_ content: ContentOverview?, _ digest: Digest, _ html: inout HTMLWriter) {
        guard let content else { return html.text("no longer stored") }
        html.link(.image(digest, in: name)) { html in
            let platforms = content.platforms
            switch (content.mediaType.isIndex, platforms.count) {
            case (true, _):
                html.text("index of \(content.images.count)\(content.isShortened ? " and more" : "") images")
            case (false, 0): html.text("artifact")
            case (false, _): html.text("image for \(platforms[0])")
            }
        }
        html.text(", \(content.mediaType.isIndex ? "at most " : "")\(ByteText.text(content.size)) to pull")
    }

    /// Where the log says so, and the proof to keep.
    private func logged(_ html: inout HTMLWriter) {
        guard let index = detail.logged else { return }
        html.fact("Logged") { html in
            html.text("as entry \(index) of ")
            html.link(.logCheckpoint(of: name), text: "the log")
            html.text("; ")
            html.link(.proof(of: tag, in: name), text: "proof")
        }
    }

    private func rule(_ html: inout HTMLWriter) {
        html.fact("Rule") { html in
            html.foreign(detail.rule.name)
            html.text(":")
            for sentence in RuleWords(rule: detail.rule).sentences {
                html.text(" ")
                html.element(.span, .class("muted"), text: sentence)
            }
        }
    }

    private func images(_ content: ContentOverview, _ html: inout HTMLWriter) {
        html.element(.h2, text: "Platforms")
        html.element(.table) { html in
            html.element(.caption, .class("unseen"), text: "Images of the index")
            html.columns([Column("Platform"), Column("Image"), Column("Size", "number")])
            html.element(.tbody) { html in
                for image in content.images {
                    html.element(.tr) { html in
                        html.element(.th, .scope(.row)) { html in
                            if let platform = image.platform {
                                html.foreign(platform.description)
                            } else {
                                html.text("none")
                            }
                        }
                        html.element(.td) { $0.short(image.digest, in: name) }
                        html.element(.td, .class("number"), text: ByteText.text(image.size))
                    }
                }
            }
        }
    }
}
