// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry

/// The images that are built on another, by name, with the way from it to them.
struct AffectedSection {
    private let found: AffectedImages
    /// Names for the digests on the way.
    private let names: [Digest: String]

    /// The most images on the way that are shown.
    private static let longestWay = 12

    init(_ found: AffectedImages) {
        self.found = found
        var names: [Digest: String] = [:]
        for image in found.images where names[image.digest] == nil {
            names[image.digest] = image.tag.map { "\(image.repository):\($0)" }
        }
        self.names = names
    }

    func write(to html: inout HTMLWriter) {
        guard !found.images.isEmpty else {
            html.element(.p, .class("empty"), text: "Nothing is built on it, as far as the registry knows.")
            return
        }
        html.element(.p, .class("small muted"), text: Set(found.images.map(\.name)).count.of("name"))
        html.element(.div, .class("scroll")) { html in
            html.element(.table, .class("stacked")) { html in
                html.columns([
                    Column("Image"), Column("Digest"), Column("How it is known"), Column("By way of", "wide"),
                ])
                html.element(.tbody) { html in
                    for image in found.images { row(image, &html) }
                }
            }
        }
    }

    private func row(_ image: AffectedImages.Image, _ html: inout HTMLWriter) {
        html.element(.tr) { html in
            html.element(.th, .scope(.row)) { html in
                name(image, &html)
                if !image.isCurrent {
                    html.text(" ")
                    html.element(
                        .span,
                        .class("state quiet"),
                        text: image.tag == nil ? "no tag" : "no longer"
                    )
                }
            }
            html.element(.td) { $0.short(image.digest, in: image.repository) }
            html.element(.td, text: image.evidence.words)
            html.element(.td, .class("wide")) { way(image, &$0) }
        }
    }

    private func name(_ image: AffectedImages.Image, _ html: inout HTMLWriter) {
        guard let tag = image.tag else {
            return html.link(.image(image.digest, in: image.repository)) { html in
                html.name(image.repository)
                html.text("@\(image.digest.short)")
            }
        }
        html.link(.tag(tag, in: image.repository)) { html in
            html.name(image.repository)
            html.text(":\(tag)")
        }
    }

    /// The images between the one asked about and this one.
    private func way(_ image: AffectedImages.Image, _ html: inout HTMLWriter) {
        let between = image.path.dropFirst().dropLast()
        guard !between.isEmpty else { return html.element(.span, .class("muted"), text: "directly") }
        for (number, digest) in between.prefix(Self.longestWay).enumerated() {
            if number > 0 { html.text(", ") }
            if let name = names[digest] {
                html.element(.span, .title(digest.rawValue), text: name)
            } else {
                html.short(digest)
            }
        }
        if between.count > Self.longestWay { html.text(" and \(between.count - Self.longestWay) more") }
    }
}

extension AncestryGraph.Evidence {
    /// The evidence in words.
    fileprivate var words: String {
        switch self {
        case .layers: "by its layers"
        case .annotation: "it says so"
        case .provenance: "its provenance says so"
        }
    }
}
