// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry
internal import Storage

/// The heading of the pages of an image: its name, what it is, and the way between its pages.
struct ImageHead {
    /// Which page of the image this is.
    enum Part {
        case overview
        case files
    }

    let view: ImageView
    let part: Part

    /// The most tags named in the heading.
    private static let namedTags = 3

    func write(to html: inout HTMLWriter) {
        html.element(.div, .class("titled")) { html in
            html.element(.div) { html in
                html.element(.p, .class("overline"), text: kind)
                html.element(.h1) { html in
                    html.name(view.repository)
                    if view.tags.isEmpty {
                        html.element(.span, .class("muted"), text: "@\(view.digest.short)")
                    } else {
                        html.text(":" + view.tags.prefix(Self.namedTags).map(\.rawValue).joined(separator: ", "))
                        let rest = view.tags.count - Self.namedTags
                        if rest > 0 { html.element(.span, .class("muted"), text: " and \(rest) more") }
                    }
                }
            }
            switch view.content {
            case .image, .index: ways(&html)
            case .unreadable, .artifact: break
            }
        }
        for hold in view.holds {
            html.element(.div, .class("notice open")) { html in
                html.element(.p) { html in
                    html.element(.span, .class("state open"), text: "Waits for a decision")
                    html.text(" in ")
                    html.link(.hold(hold), text: "hold \(hold)")
                    if view.record.visibility == .held {
                        html.text("; until then only its pusher and approvers may pull it")
                    }
                    html.text(".")
                }
            }
        }
    }

    private func ways(_ html: inout HTMLWriter) {
        html.navigation(.aria("label", "Image"), .class("switch")) { html in
            let overview = Link.image(view.digest, in: view.repository)
            let files = Link.files(view.digest, in: view.repository)
            if case .image = view.content {
                if part == .overview {
                    html.link(overview, .aria("current", "page"), text: "Overview")
                    html.link(files, text: "Files")
                } else {
                    html.link(overview, text: "Overview")
                    html.link(files, .aria("current", "true"), text: "Files")
                }
            }
            let reference = "\(view.repository)@\(view.digest)"
            html.link(.graph.with([("ref", reference)]), text: "Graph")
            html.link(.affected.with([("ref", reference)]), text: "Affected images")
        }
    }

    private var kind: String {
        switch view.content {
        case .index(let listings):
            let images = listings.count { !$0.descriptor.isAttestation }
            return "Index of \(images) image\(images == 1 ? "" : "s")"
        case .image(let config, _):
            return config.platform.isUnknown ? "Image" : "Image for \(config.platform)"
        case .unreadable: return "Image"
        case .artifact: return ArtifactKind.words(view.manifest.artifactType ?? view.manifest.mediaType.rawValue)
        }
    }
}
