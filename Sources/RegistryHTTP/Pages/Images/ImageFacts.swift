// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry
internal import Storage

/// What is known of a manifest, and how to pull it by its digest.
struct ImageFacts {
    let view: ImageView
    let visit: PageVisit

    func write(to html: inout HTMLWriter) {
        html.element(.dl, .class("facts")) { html in
            html.fact("Digest") { $0.whole(view.digest) }
            if let config = view.manifest.config { html.fact("Configuration") { $0.whole(config.digest) } }
            html.fact("Type") { html in
                html.element(.code, text: view.manifest.mediaType.rawValue)
                if let type = view.manifest.artifactType, type != view.manifest.config?.mediaType.rawValue {
                    html.text(" for ")
                    html.element(.code, text: type)
                }
            }
            if !view.manifest.mediaType.isIndex { html.fact("Size") { size(&$0) } }
            if case .image(let config, _) = view.content { html.fact("Made") { made(config, &$0) } }
            html.fact("Pushed") { html in
                html.age(of: view.record.pushedAt, at: visit.now)
                html.text(" by ")
                html.foreign(view.record.pushedBy)
            }
            html.fact("Last pulled") { $0.age(of: view.lastPulledAt, at: visit.now, never: "never") }
            tags(&html)
            if let subject = view.manifest.subject {
                html.fact("Is about") { $0.short(subject.digest, in: view.repository) }
            }
        }
        html.element(.h2, text: "Pull it")
        PullCommands(baseURL: visit.exchange.baseURL, repository: view.repository, digest: view.digest)
            .write(to: &html, runs: view.isRunnable)
    }

    private func size(_ html: inout HTMLWriter) {
        let count = view.manifest.layers.count
        html.text("\(ByteText.text(view.size)) to pull, in \(count) layer\(count == 1 ? "" : "s")")
    }

    private func made(_ config: ImageConfig, _ html: inout HTMLWriter) {
        guard let created = config.created, !created.isEmpty else {
            html.element(.span, .class("muted"), text: "it does not say when")
            return
        }
        guard let moment = Timestamp(created) else {
            html.foreign(created)
            return
        }
        html.age(of: moment, at: visit.now)
        // Builders that give the same bytes for the same source write a date that says nothing.
        if moment.seconds <= 315_532_800 {
            html.element(.span, .class("muted"), text: ", a date that says nothing")
        }
    }

    private func tags(_ html: inout HTMLWriter) {
        html.fact("Tags") { html in
            if view.tags.isEmpty { html.element(.span, .class("muted"), text: "none means it") }
            list(view.tags, &html)
        }
        if !view.formerTags.isEmpty { html.fact("Was meant by") { list(view.formerTags, &$0) } }
        if !view.indexes.isEmpty {
            html.fact("Listed by") { html in
                for (number, index) in view.indexes.enumerated() {
                    if number > 0 { html.text(", ") }
                    html.short(index.digest, in: view.repository)
                    guard !index.tags.isEmpty else { continue }
                    html.text(" (")
                    list(index.tags, &html)
                    html.text(")")
                }
            }
        }
    }

    private func list(_ tags: [Tag], _ html: inout HTMLWriter) {
        for (number, tag) in tags.enumerated() {
            if number > 0 { html.text(", ") }
            html.link(.tag(tag, in: view.repository), text: tag.rawValue)
        }
    }
}

extension ImageView {
    /// Tells whether a container can be made of it, as far as is known.
    fileprivate var isRunnable: Bool {
        switch content {
        case .index, .image, .unreadable: true
        case .artifact: false
        }
    }
}
