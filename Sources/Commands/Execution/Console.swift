// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Where a command's words go: data on one stream, talk on the other.
struct Console: Sendable {
    /// How loud talk is.
    enum Volume: Sendable {
        case normal
        case quiet
    }

    /// The form of the data.
    let format: OutputFormat
    /// The style of what goes to the data stream.
    let style: Style
    /// The moment that ages are counted from, in seconds since 1970.
    let now: Int64
    private let volume: Volume
    private let surroundings: Surroundings

    init(format: OutputFormat, volume: Volume, surroundings: Surroundings = .current) {
        self.format = format
        self.volume = volume
        self.surroundings = surroundings
        self.style = Style(for: surroundings.output, in: surroundings)
        self.now = surroundings.now()
    }

    /// Writes data and ends the line.
    func data(_ text: String) throws {
        try data(bytes: Array(text.utf8))
    }

    /// Writes data as it is and ends its last line, if it does not end by itself.
    func data(bytes: [UInt8]) throws {
        guard let last = bytes.last else { return }
        try surroundings.output.write(last == UInt8(ascii: "\n") ? bytes : bytes + [UInt8(ascii: "\n")])
    }

    /// Writes lines of talk, unless talk is unwanted.
    func talk(_ text: String) throws {
        guard volume == .normal, !text.isEmpty else { return }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { try complain(String(line)) }
    }

    /// Writes a line of foreign text about what is wrong, wanted or not.
    func complain(_ text: String) throws {
        try surroundings.talk.write(Array("\(VisibleText.line(text))\n".utf8))
    }

    /// Shows a person that something takes its time.
    func progress(_ text: String) throws {
        guard surroundings.talk.isTerminal else { return }
        try talk("\(text) …")
    }

    /// Writes a document as it came, or as text that is only made when wanted.
    func show(_ document: ServerDocument, as text: () throws -> String) throws {
        switch format {
        case .json: try data(bytes: document.bytes)
        case .text: try data(try text())
        }
    }
}
