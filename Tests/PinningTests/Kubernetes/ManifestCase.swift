// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// A file with the references that stand in it.
struct ManifestCase: Sendable, CustomTestStringConvertible {
    struct Expected: Hashable, Sendable, CustomStringConvertible {
        var written: String
        var role: ReferenceRole
        /// What it means; nil when it cannot be known.
        var meaning: String?
        /// Whether it may be edited.
        var isEditable: Bool

        var description: String {
            "\(role) «\(written)» = \(meaning ?? "unknown")\(isEditable ? "" : " (lock only)")"
        }
    }

    let name: String
    let text: String
    let expected: [Expected]

    var testDescription: String { name }

    init(_ name: String, _ text: String, _ expected: Expected...) {
        self.name = name
        self.text = text
        self.expected = expected
    }

    /// What a format finds in the text, in the words of the expectation.
    func found(by format: some FileFormat, context: ReadingContext = ReadingContext()) throws -> [Expected] {
        let references = try format.references(
            in: SourceText(path: "f.yaml", bytes: Array(text.utf8)),
            context: context
        )
        return references.map { reference in
            Expected(
                written: reference.written,
                role: reference.role,
                meaning: reference.reference?.description,
                isEditable: reference.editing == .inPlace
            )
        }
    }
}

extension ManifestCase.Expected {
    /// A reference that may be edited; without a meaning of its own it means what is written.
    static func image(_ written: String, _ role: ReferenceRole = .image, means meaning: String? = nil) -> Self {
        Self(written: written, role: role, meaning: meaning ?? written, isEditable: true)
    }

    /// A reference that is not known.
    static func unknown(_ written: String, _ role: ReferenceRole = .image, editable: Bool = true) -> Self {
        Self(written: written, role: role, meaning: nil, isEditable: editable)
    }

    /// A reference that only the lock can hold.
    static func locked(_ written: String, _ role: ReferenceRole, means meaning: String) -> Self {
        Self(written: written, role: role, meaning: meaning, isEditable: false)
    }
}
