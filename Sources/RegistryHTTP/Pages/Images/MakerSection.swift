// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Who made an image, by what it says itself.
struct MakerSection {
    let config: ImageConfig
    let annotations: [String: String]

    func write(to html: inout HTMLWriter) {
        let facts = Self.facts.compactMap { fact in value(fact.names).map { (fact.title, $0) } }
        let author = value(["org.opencontainers.image.authors", "maintainer"]) ?? config.author
        guard !facts.isEmpty || author?.isEmpty == false else { return }
        html.element(.h2, text: "Who made it")
        html.element(.dl, .class("facts")) { html in
            for (title, text) in facts { html.fact(title) { $0.said(text) } }
            if let author, !author.isEmpty { html.fact("Authors") { $0.said(author) } }
        }
    }

    /// An annotation, or a label of the same name; annotations count where both have one.
    private func value(_ names: [String]) -> String? {
        for name in names {
            if let value = annotations[name] ?? config.execution.labels[name], !value.isEmpty { return value }
        }
        return nil
    }

    private static let facts: [(title: String, names: [String])] = [
        ("Title", ["org.opencontainers.image.title", "org.label-schema.name"]),
        ("Description", ["org.opencontainers.image.description", "org.label-schema.description"]),
        ("Version", ["org.opencontainers.image.version", "org.label-schema.version"]),
        ("Source", ["org.opencontainers.image.source", "org.label-schema.vcs-url"]),
        ("Revision", ["org.opencontainers.image.revision", "org.label-schema.vcs-ref"]),
        ("Web site", ["org.opencontainers.image.url", "org.label-schema.url"]),
        ("Documentation", ["org.opencontainers.image.documentation"]),
        ("Vendor", ["org.opencontainers.image.vendor", "org.label-schema.vendor"]),
        ("Licences", ["org.opencontainers.image.licenses"]),
        ("Built on", ["org.opencontainers.image.base.name"]),
    ]
}

extension HTMLWriter {
    /// The most characters of a value that are shown.
    private static let longest = 2_000

    /// Writes what somebody said, as a link if it is an address that only opens a page.
    mutating func said(_ text: String) {
        if let link = Link(foreign: text) {
            self.link(link) { $0.foreign(text) }
        } else if text.unicodeScalars.count > Self.longest {
            foreign(String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.longest))) + "…")
        } else {
            foreign(text)
        }
    }
}
