// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Registry

/// The steps of an image's making with the layers they made, by the images they come from.
struct LayerSection {
    private let history: LayerHistory
    private let bases: [KnownBase]
    private let now: Timestamp

    /// The most steps that are shown.
    private static let maximum = 400
    /// The most characters of an instruction before it is folded.
    private static let longest = 160

    init(config: ImageConfig, bases: [KnownBase], view: ImageView, now: Timestamp) {
        self.history = LayerHistory(config, layers: view.manifest.layers)
        self.bases = bases.sorted { $0.layers < $1.layers }
        self.now = now
    }

    func write(to html: inout HTMLWriter) {
        html.element(.h2, text: "Layers")
        if let problem = history.problem {
            html.element(.p, .class("small muted")) { html in
                html.text("The history does not fit: ")
                html.foreign(problem.sentence)
            }
        }
        guard !history.steps.isEmpty else {
            html.element(.p, .class("empty"), text: "It has none.")
            return
        }
        html.element(.div, .class("scroll")) { html in
            html.element(.table, .class("layers")) { html in
                html.columns([
                    Column("Layer", "number"), Column("Made by"), Column("Size", "number"), Column("Age", "wide"),
                ])
                groups(&html)
            }
        }
        guard history.steps.count > Self.maximum else { return }
        html.element(.p, .class("muted"), text: "And \(history.steps.count - Self.maximum) more steps.")
    }

    /// One body of the table for each image that the layers come from.
    private func groups(_ html: inout HTMLWriter) {
        var steps = history.steps.prefix(Self.maximum)
        while let first = steps.first {
            let base = base(of: first, at: steps.startIndex, after: nil)
            let group = steps.indices.prefix { self.base(of: steps[$0], at: $0, after: base) == base }.map { steps[$0] }
            steps = steps.dropFirst(max(group.count, 1))
            html.element(.tbody) { html in
                if !bases.isEmpty { heading(base, &html) }
                for step in group { row(step, &html) }
            }
        }
    }

    /// The smallest known image that a step is of; nil for the image's own.
    ///
    /// A step without a layer is of the image whose history has it; if none is known, of that of the step before.
    private func base(of step: LayerHistory.Step, at position: Int, after last: KnownBase?) -> KnownBase? {
        if let layer = step.layer { return bases.first { $0.layers > layer.index } }
        guard bases.contains(where: { $0.steps != nil }) else { return last ?? bases.first }
        return bases.first { $0.steps.map { $0 > position } ?? false }
    }

    private func heading(_ base: KnownBase?, _ html: inout HTMLWriter) {
        html.element(.tr, .class("group")) { html in
            html.element(.th, .columns(4), .scope(.column)) { html in
                guard let base else { return html.text("Its own") }
                html.text("From ")
                html.link(.image(base.digest, in: base.repository)) { html in
                    html.name(base.repository)
                    html.text(base.tag.map { ":\($0)" } ?? "@\(base.digest.short)")
                }
            }
        }
    }

    private func row(_ step: LayerHistory.Step, _ html: inout HTMLWriter) {
        html.element(.tr, .class(step.layer == nil ? "empty-step" : "")) { html in
            html.element(.td, .class("number muted"), text: step.layer.map { "\($0.index + 1)" } ?? "")
            html.element(.td, .class("instruction")) { html in
                guard let entry = step.history, !entry.createdBy.isEmpty || !entry.comment.isEmpty else {
                    if let layer = step.layer { html.short(layer.digest) }
                    return
                }
                Self.instruction(entry, &html)
            }
            html.element(.td, .class("number")) { html in
                if let layer = step.layer {
                    html.element(.span, .title(layer.digest.rawValue), text: ByteText.text(layer.size))
                } else {
                    html.element(.span, .class("muted"), text: "settings only")
                }
            }
            html.element(.td, .class("wide nowrap muted")) { html in
                guard let created = step.history?.created.flatMap({ Timestamp($0) }) else { return }
                html.age(of: created, at: now)
            }
        }
    }

    private static func instruction(_ entry: ImageConfig.HistoryEntry, _ html: inout HTMLWriter) {
        let text = Self.plain(entry.createdBy.isEmpty ? entry.comment : entry.createdBy)
        let scalars = text.unicodeScalars
        guard scalars.count > longest else {
            html.element(.code) { $0.foreign(text) }
            return
        }
        html.element(.details) { html in
            html.element(.summary) { html in
                html.element(.code) { $0.foreign(String(String.UnicodeScalarView(scalars.prefix(longest))) + "…") }
            }
            html.element(.pre) { $0.foreign(String(String.UnicodeScalarView(scalars.prefix(8_192)))) }
        }
    }

    /// An instruction without what builders put before and behind it.
    private static func plain(_ instruction: String) -> String {
        var text = instruction[...]
        for prefix in ["/bin/sh -c #(nop) ", "/bin/sh -c "] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.utf8.count)
        }
        if text.hasSuffix(" # buildkit") { text = text.dropLast(" # buildkit".utf8.count) }
        return text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
