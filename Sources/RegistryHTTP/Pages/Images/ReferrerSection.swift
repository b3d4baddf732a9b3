// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry
internal import Storage

/// What refers to a manifest: signatures, bills of materials, attestations.
struct ReferrerSection {
    let view: ImageView
    let now: Timestamp

    func write(to html: inout HTMLWriter) {
        guard !view.referrers.isEmpty || !view.companionTags.isEmpty else { return }
        html.element(.h2, text: "What refers to it")
        html.element(
            .p,
            .class("small muted"),
            text: "Whoever may push may add to these; that they are here does not say that they are right."
        )
        if !view.referrers.isEmpty { table(&html) }
        if view.hasMoreReferrers {
            html.element(.p, .class("muted"), text: "There are more than \(ImageView.maximumReferrers).")
        }
        guard !view.companionTags.isEmpty else { return }
        html.element(.p) { html in
            html.text("By tags: ")
            for (number, tag) in view.companionTags.enumerated() {
                if number > 0 { html.text(", ") }
                html.link(.tag(tag, in: view.repository)) { $0.element(.code, text: Self.shortened(tag)) }
            }
        }
    }

    private func table(_ html: inout HTMLWriter) {
        html.element(.div, .class("scroll")) { html in
            html.element(.table) { html in
                html.columns([
                    Column("What"), Column("Manifest", "number"), Column("Digest"), Column("Pushed", "wide"),
                ])
                html.element(.tbody) { html in
                    for referrer in view.referrers {
                        let type = referrer.artifactType ?? referrer.mediaType.rawValue
                        html.element(.tr) { html in
                            html.element(.th, .scope(.row), .title(type)) { $0.foreign(ArtifactKind.words(type)) }
                            html.element(.td, .class("number"), text: ByteText.text(referrer.size))
                            html.element(.td) { $0.short(referrer.digest, in: view.repository) }
                            html.element(.td, .class("wide")) { html in
                                html.age(of: referrer.pushedAt, at: now)
                                html.text(" by ")
                                html.foreign(referrer.pushedBy)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func shortened(_ tag: Tag) -> String {
        let text = tag.rawValue
        return text.utf8.count > 32 ? "\(text.prefix(19))…\(text.suffix(5))" : text
    }
}
