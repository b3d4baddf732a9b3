// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// What an artifact is made of.
struct BlobSection {
    let manifest: Manifest

    /// The most parts that are shown.
    private static let maximum = 200

    func write(to html: inout HTMLWriter) {
        html.element(.h2, text: "What it is made of")
        guard !manifest.layers.isEmpty else {
            html.element(.p, .class("empty"), text: "Nothing but its manifest.")
            return
        }
        html.element(.div, .class("scroll")) { html in
            html.element(.table) { html in
                html.columns([Column("Type"), Column("Size", "number"), Column("Digest"), Column("Title", "wide")])
                html.element(.tbody) { html in
                    for layer in manifest.layers.prefix(Self.maximum) {
                        html.element(.tr) { html in
                            html.element(.th, .scope(.row)) { html in
                                html.element(.code) { $0.foreign(layer.mediaType.rawValue) }
                            }
                            html.element(.td, .class("number"), text: ByteText.text(layer.size))
                            html.element(.td) { $0.short(layer.digest) }
                            html.element(.td, .class("wide")) { html in
                                html.foreign(layer.annotations["org.opencontainers.image.title"] ?? "")
                            }
                        }
                    }
                }
            }
        }
        guard manifest.layers.count > Self.maximum else { return }
        html.element(.p, .class("muted"), text: "And \(manifest.layers.count - Self.maximum) more.")
    }
}
