// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel

/// How containers of an image run.
struct RunSection {
    let execution: ImageConfig.Execution

    /// The most elements of a list that are shown.
    private static let maximum = 200

    func write(to html: inout HTMLWriter) {
        html.element(.h2, text: "How it runs")
        html.element(.dl, .class("facts")) { html in
            html.fact("User") { html in
                if isRoot {
                    html.element(.strong, text: execution.user.isEmpty ? "root" : execution.user)
                    html.element(
                        .span,
                        .class("muted"),
                        text: execution.user.isEmpty ? ", for none is named" : ", root"
                    )
                } else {
                    html.element(.code) { $0.foreign(execution.user) }
                }
            }
            words("Entrypoint", execution.entrypoint, &html)
            words("Command", execution.command, &html)
            text("Directory", execution.workingDirectory, &html)
            list("Ports", execution.exposedPorts, &html)
            list("Volumes", execution.volumes, &html)
            list("Variables", execution.shownEnvironment, &html)
            text("Stop signal", execution.stopSignal ?? "", &html)
            text("Health check", execution.healthcheck ?? "", &html)
            words("Shell", execution.shell, &html)
            list("For images built on it", execution.onBuild, &html)
        }
    }

    private var isRoot: Bool {
        let name = execution.user.prefix { $0 != ":" }
        return name.isEmpty || name == "root" || name.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
    }

    /// A command as JSON: blanks inside words are not blanks between them.
    private func words(_ title: String, _ words: [String]?, _ html: inout HTMLWriter) {
        guard let words, !words.isEmpty else { return }
        text(title, JSONValue.array(words.prefix(Self.maximum).map { .string($0) }).canonicalText, &html)
    }

    private func text(_ title: String, _ text: String, _ html: inout HTMLWriter) {
        guard !text.isEmpty else { return }
        html.fact(title) { html in
            html.element(.code) { $0.said(text) }
        }
    }

    private func list(_ title: String, _ texts: [String], _ html: inout HTMLWriter) {
        guard !texts.isEmpty else { return }
        html.fact(title) { html in
            html.element(.ul, .class("plain-list")) { html in
                for text in texts.prefix(Self.maximum) {
                    html.element(.li) { html in
                        html.element(.code) { $0.said(text) }
                    }
                }
                if texts.count > Self.maximum {
                    html.element(.li, .class("muted"), text: "and \(texts.count - Self.maximum) more")
                }
            }
        }
    }
}
