// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Labels or annotations, by name.
struct LabelSection {
    private let title: StaticString
    private let labels: [(key: String, value: String)]

    /// The most labels that are shown.
    private static let maximum = 200
    /// More than these are folded away.
    private static let open = 12

    init(_ title: StaticString, _ labels: [String: String]) {
        self.title = title
        self.labels = labels.sorted { $0.key < $1.key }
    }

    func write(to html: inout HTMLWriter) {
        guard !labels.isEmpty else { return }
        html.element(.h2, text: "\(title)")
        guard labels.count > Self.open else { return list(&html) }
        html.element(.details) { html in
            html.element(.summary, text: "\(labels.count) of them")
            list(&html)
        }
    }

    private func list(_ html: inout HTMLWriter) {
        html.element(.dl, .class("facts labels")) { html in
            for (name, value) in labels.prefix(Self.maximum) {
                html.element(.dt) { html in
                    html.element(.code) { $0.foreign(String(name.prefix(256))) }
                }
                html.element(.dd) { html in
                    if value.isEmpty {
                        html.element(.span, .class("muted"), text: "empty")
                    } else {
                        html.said(value)
                    }
                }
            }
        }
        guard labels.count > Self.maximum else { return }
        html.element(.p, .class("muted"), text: "And \(labels.count - Self.maximum) more.")
    }
}
