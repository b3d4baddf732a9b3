// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Files of variables for compose, such as `.env`.
///
/// What a variable is for shows only in the compose file that uses it; references are found there.
struct EnvironmentFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] { [] }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try EnvironmentFile(text).assignments.flatMap { assignment in
            [
                StructureElement(kind: "name", value: assignment.name, span: assignment.nameSpan),
                StructureElement(
                    kind: assignment.quoting.rawValue,
                    value: String(decoding: assignment.content, as: UTF8.self),
                    span: assignment.span
                ),
            ]
        }
    }
}
