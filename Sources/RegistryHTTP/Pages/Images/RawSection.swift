// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry

/// A manifest and its configuration as they are stored, folded away.
struct RawSection {
    let view: ImageView

    func write(to html: inout HTMLWriter) {
        html.element(.h2, text: "As stored")
        document("Manifest", view.manifest.bytes, &html)
        if case .image(let config, _) = view.content {
            document("Configuration, with nothing hidden", config.bytes, &html)
        }
    }

    private func document(_ title: String, _ bytes: [UInt8], _ html: inout HTMLWriter) {
        html.element(.details, .class("raw")) { html in
            html.element(.summary) { html in
                html.text(title)
                html.element(.span, .class("muted"), text: ", \(ByteText.text(Int64(bytes.count)))")
            }
            html.element(.pre, .tabIndex(0)) { html in
                let layout = JSONLayout(bytes)
                html.text(layout.text)
                if layout.isCut { html.element(.span, .class("muted"), text: "\n… and so on") }
            }
        }
    }
}
