// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Emphasis for terminals that show it.
///
/// Off for `NO_COLOR`, for a dumb terminal and for anything that is no terminal.
struct Style: Equatable, Sendable {
    private let isOn: Bool

    /// No emphasis.
    static let plain = Style(isOn: false)
    /// Emphasis by the terminal's escape sequences.
    static let coloured = Style(isOn: true)

    private init(isOn: Bool) {
        self.isOn = isOn
    }

    init(for sink: Surroundings.Sink, in surroundings: Surroundings) {
        let isWanted = surroundings.variable("NO_COLOR") == nil && surroundings.variable("TERM") != "dumb"
        self.init(isOn: sink.isTerminal && isWanted)
    }

    /// Headings.
    func heading(_ text: String) -> String { wrap(text, "1") }
    /// What asks for attention.
    func attention(_ text: String) -> String { wrap(text, "33") }
    /// What went well.
    func success(_ text: String) -> String { wrap(text, "32") }
    /// What went wrong.
    func failure(_ text: String) -> String { wrap(text, "31") }
    /// What matters less.
    func faint(_ text: String) -> String { wrap(text, "2") }

    private func wrap(_ text: String, _ code: String) -> String {
        isOn && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
