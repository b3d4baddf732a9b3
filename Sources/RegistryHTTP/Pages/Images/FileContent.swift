// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The content of a small file: lines of text, if it is text.
struct FileContent {
    private let lines: [String]?
    private let count: Int
    private let hasCarriageReturns: Bool

    /// The most lines that are shown.
    static let maximumLines = 10_000

    /// Takes the content; what is not UTF-8 or holds a zero byte is no text.
    init(_ bytes: [UInt8]) {
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
            lines = nil
            count = 0
            hasCarriageReturns = false
            return
        }
        var parts = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        count = parts.count
        hasCarriageReturns = parts.contains { $0.last == 0x0d }
        lines = parts.prefix(Self.maximumLines).map { part in
            String(decoding: part.last == 0x0d ? part.dropLast() : part, as: UTF8.self)
        }
    }

    func write(to html: inout HTMLWriter) {
        html.element(.h2, text: "Content")
        guard let lines else {
            html.element(.p, .class("empty"), text: "It is no text, and not shown.")
            return
        }
        guard !lines.isEmpty else {
            html.element(.p, .class("empty"), text: "It is empty.")
            return
        }
        if hasCarriageReturns {
            html.element(.p, .class("small muted"), text: "Lines end with a carriage return.")
        }
        html.element(.pre, .class("source"), .tabIndex(0), .aria("label", "Content of the file"), .role("region")) {
            html in
            for line in lines {
                html.element(.span, text: line)
                html.text("\n")
            }
        }
        guard count > lines.count else { return }
        html.element(.p, .class("muted"), text: "And \(count - lines.count) more lines.")
    }
}
