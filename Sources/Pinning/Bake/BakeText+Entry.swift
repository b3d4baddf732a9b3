// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension BakeText {
    /// Makes the entry for a reference in a range.
    func entry(
        _ range: Range<Int>,
        in file: SourceText,
        meaning: FoundReference.Meaning,
        role: ReferenceRole
    ) -> FoundReference {
        let source = source(of: range)
        let span = source ?? self.span
        let meaning = mystery(in: range).map { FoundReference.Meaning.unknown($0) } ?? meaning
        let written = file.text(in: span) ?? ""
        let variables = self.variables(in: range)
        let editing: FoundReference.Editing =
            switch meaning {
            case .unknown(let reason): .lockOnly(reason)
            case .known where source == nil: .lockOnly(FoundReference.spelledOtherwise)
            case .known(let reference):
                if variables.isEmpty {
                    .inPlace
                } else if let digest = reference.digest, !written.hasSuffix(digest.rawValue) {
                    .lockOnly("the digest comes from \(variables.joined(separator: " and "))")
                } else {
                    .onRequest(.staleVariables, "a part of it comes from \(variables.joined(separator: " and "))")
                }
            }
        return FoundReference(
            path: file.path,
            span: span,
            written: written,
            role: role,
            meaning: meaning,
            editing: editing
        )
    }
}
