// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry
internal import Storage

/// What happened around the hold, and whom it affects.
extension HoldView {
    private static let maximumShown = 10

    func surroundings(_ html: inout HTMLWriter) {
        guard !review.together.isEmpty || !review.sameContent.isEmpty else { return }
        html.element(.section, .aria("labelledby", "together")) { html in
            html.element(.h2, .id("together"), text: "At the same time")
            if !review.together.isEmpty {
                html.element(.p, text: togetherInWords)
                list(review.together, &html) { companion, html in
                    html.link(.tag(companion.tag, in: hold.repository), text: companion.tag.rawValue)
                    html.text(" \(companion.event.rawValue)")
                    if let id = companion.hold {
                        html.text(" (")
                        html.link(.hold(id), text: "hold \(id)")
                        html.text(")")
                    }
                    html.text(" by ")
                    html.foreign(companion.by)
                    html.text(", ")
                    html.element(.span, .class("muted"), text: Self.distance(from: hold.offeredAt, to: companion.at))
                }
            }
            sameContent(&html)
        }
    }

    /// How many tags were pushed in how short a time.
    private var togetherInWords: String {
        let pushes = review.together.filter { [.held, .created, .moved].contains($0.event) }
        let tags = Set(pushes.map(\.tag)).union([hold.tag])
        guard tags.count > 1 else { return "This happened in the repository within ten minutes of the push:" }
        let moments = (pushes.map(\.at) + [hold.offeredAt]).map(\.microseconds)
        let span = ((moments.max() ?? 0) - (moments.min() ?? 0)) / 1_000_000
        let time = span <= 60 ? "a minute" : "\((span + 59) / 60) minutes"
        return "\(tags.count) tags of this repository were pushed within \(time), this one among them."
    }

    private static func distance(from: Timestamp, to: Timestamp) -> String {
        let seconds = (to.microseconds - from.microseconds) / 1_000_000
        let amount = seconds.magnitude < 90 ? "\(seconds.magnitude) s" : "\((seconds.magnitude + 30) / 60) min"
        if seconds == 0 { return "at the same moment" }
        return seconds < 0 ? "\(amount) before" : "\(amount) after"
    }

    private func sameContent(_ html: inout HTMLWriter) {
        guard !review.sameContent.isEmpty else { return }
        html.element(.h3, text: "Same content under other tags")
        list(review.sameContent, &html) { bearer, html in
            html.link(.tag(bearer.tag, in: hold.repository), text: bearer.tag.rawValue)
            guard let id = bearer.hold else { return html.text(" means it already") }
            html.text(" is to mean it (")
            html.link(.hold(id), text: "hold \(id)")
            html.text(")")
        }
    }

    private func list<Element>(
        _ elements: [Element],
        _ html: inout HTMLWriter,
        _ body: (Element, inout HTMLWriter) -> Void
    ) {
        items(elements.prefix(Self.maximumShown), &html, body)
        guard elements.count > Self.maximumShown else { return }
        html.element(.details) { html in
            html.element(.summary, text: "\((elements.count - Self.maximumShown).grouped) more")
            items(elements.dropFirst(Self.maximumShown), &html, body)
        }
    }

    private func items<Element>(
        _ elements: ArraySlice<Element>,
        _ html: inout HTMLWriter,
        _ body: (Element, inout HTMLWriter) -> Void
    ) {
        html.element(.ul, .class("lines")) { html in
            for element in elements { html.element(.li) { body(element, &$0) } }
        }
    }
}

// MARK: Whom it affects

extension HoldView {
    func affectedImages(_ html: inout HTMLWriter) {
        html.element(.section, .aria("labelledby", "affected")) { html in
            html.element(.h2, .id("affected"), text: "Whom it affects")
            switch affected {
            case .unknown(let reason): html.element(.p, text: "This cannot be said: \(reason).")
            case .found(let found): list(found, &html)
            }
        }
    }

    private func list(_ found: AffectedImages, _ html: inout HTMLWriter) {
        let digests = Set(found.images.map(\.digest)).count
        let names = digests < found.images.count ? ", under \(found.images.count.of("name"))," : ""
        if found.images.isEmpty {
            html.element(.p, text: "No image in this registry is built on \(builtOn).")
        } else {
            let number = found.isTruncated ? "More than \(digests.of("image"))" : digests.of("image")
            html.element(.p) { html in
                html.element(
                    .strong,
                    text: "\(number)\(names) \(digests == 1 && !found.isTruncated ? "is" : "are") built on \(builtOn)."
                )
                guard !isFirst else { return }
                html.text(" None of them changes with the tag; each takes the new base when it is built again.")
            }
            table(found, &html)
            if found.images.count > Self.maximumShown || found.isTruncated {
                html.element(.p, .class("small")) { html in
                    html.link(.affected(by: found.reference), text: "All of them, with how that is known")
                }
            }
        }
        if found.isBeingIndexed {
            html.element(
                .p,
                .class("small muted"),
                text: "Images of earlier versions are still being put into the index."
            )
        }
    }

    /// What the images are built on.
    private var builtOn: String {
        switch (hold.from, review.current) {
        case (nil, _): "what is offered"
        case (_, nil) where hold.state == .open: "what the tag last meant"
        case (let from?, let current?) where from == current && hold.state == .open: "what the tag means now"
        default: "what the tag meant when this was held"
        }
    }

    private func table(_ found: AffectedImages, _ html: inout HTMLWriter) {
        let twins = found.sharedNames
        html.element(.table, .class("dense")) { html in
            html.element(.caption, .class("unseen"), text: "Images built on it")
            html.columns([Column("Image"), Column("Through"), Column("Known by", "wide")])
            html.element(.tbody) { html in
                for image in found.images.prefix(Self.maximumShown) {
                    html.element(.tr) { html in
                        html.element(.th, .scope(.row)) { html in
                            html.link(.image(image.digest, in: image.repository)) { html in
                                html.name(image.repository)
                                html.text(image.tag.map { ":\($0)" } ?? "@\(image.digest.short)")
                            }
                            if twins.contains(image.name) {
                                html.text(" ")
                                html.short(image.digest)
                            }
                        }
                        html.element(.td) { html in
                            let between = image.path.dropFirst().dropLast()
                            if between.isEmpty { return html.element(.span, .class("muted"), text: "directly") }
                            for (index, digest) in between.enumerated() {
                                if index > 0 { html.text(" → ") }
                                guard let step = found.images.first(where: { $0.digest == digest }), let tag = step.tag
                                else {
                                    html.short(digest)
                                    continue
                                }
                                html.name(step.repository)
                                html.text(":\(tag)")
                            }
                        }
                        html.element(.td, .class("wide"), text: image.evidence.rawValue)
                    }
                }
            }
        }
    }
}

extension Link {
    /// The images that are built on what a reference means.
    static func affected(by reference: Reference) -> Link { affected.with([("ref", reference.description)]) }
}
