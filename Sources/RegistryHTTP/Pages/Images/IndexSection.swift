// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry

/// What an index lists: images by platform, and remarks about them apart.
struct IndexSection {
    let listings: [ImageView.Listing]
    let repository: RepositoryName

    /// The most entries that are shown.
    private static let maximum = 500

    func write(to html: inout HTMLWriter) {
        let images = listings.filter { !$0.descriptor.isAttestation }
        html.element(.h2, text: "Platforms")
        if images.isEmpty {
            html.element(.p, .class("empty"), text: "The index lists no images.")
        } else {
            table("Platform", images, { $0.descriptor.platform?.description ?? "not said" }, &html)
        }
        let remarks = listings.filter(\.descriptor.isAttestation)
        guard !remarks.isEmpty else { return }
        let platforms = Dictionary(images.map { ($0.descriptor.digest.rawValue, $0) }) { first, _ in first }
        html.element(.h2, text: "Attestations")
        table(
            "About",
            remarks,
            { remark in
                let subject = remark.descriptor.annotations["vnd.docker.reference.digest"]
                let platform = subject.flatMap { platforms[$0]?.descriptor.platform }
                return platform?.description ?? subject ?? "not said"
            },
            &html
        )
    }

    private func table(
        _ first: String,
        _ entries: [ImageView.Listing],
        _ words: (ImageView.Listing) -> String,
        _ html: inout HTMLWriter
    ) {
        html.element(.div, .class("scroll")) { html in
            html.element(.table) { html in
                html.columns([Column(first), Column("Size", "number"), Column("Digest")])
                html.element(.tbody) { html in
                    for entry in entries.prefix(Self.maximum) {
                        html.element(.tr) { html in
                            html.element(.th, .scope(.row)) { html in
                                html.link(.image(entry.descriptor.digest, in: repository)) { $0.foreign(words(entry)) }
                            }
                            html.element(.td, .class("number"), text: entry.size.map(ByteText.text) ?? "–")
                            html.element(.td) { $0.short(entry.descriptor.digest) }
                        }
                    }
                }
            }
        }
        guard entries.count > Self.maximum else { return }
        html.element(.p, .class("muted"), text: "And \(entries.count - Self.maximum) more.")
    }
}
