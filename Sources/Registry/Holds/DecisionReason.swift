// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The words a person gives with a decision: one line, which goes into history, messages, pages and terminals.
struct DecisionReason {
    /// The most bytes of a reason.
    static let maximumLength = 4_096

    /// The words; nil when there are none.
    let text: String?

    /// Takes the words as they were given; blank ones are none.
    ///
    /// - Throws: ``RegistryError`` with `requestInvalid` for what is too long, or would change how the text around it
    ///   reads: control characters, line breaks and marks that turn the direction of writing.
    init(_ text: String?) throws {
        guard let text, text.contains(where: { $0 != " " }) else {
            self.text = nil
            return
        }
        guard text.utf8.count <= Self.maximumLength else {
            throw RegistryError(.requestInvalid, "a reason has at most \(Self.maximumLength) bytes; write it shorter")
        }
        guard !text.unicodeScalars.contains(where: Self.isDisruptive) else {
            throw RegistryError(.requestInvalid, "a reason is one line of plain text, without control characters")
        }
        self.text = text
    }

    private static func isDisruptive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        }
    }
}
