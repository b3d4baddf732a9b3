// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension FoundReference {
    /// Why a text that is put together cannot be edited.
    static let spelledOtherwise = "the text is written with escapes or over several lines"

    /// Makes the entry for a reference in a text.
    ///
    /// - Parameters:
    ///   - range: Where the reference stands in the text; white space at its ends does not belong to it.
    ///   - text: The text.
    ///   - file: The file that holds it.
    ///   - role: What the reference is for.
    ///   - mystery: Why its meaning cannot be known, when the format knows such a reason.
    /// - Returns: The entry; nil when nothing stands there.
    static func spelled(
        _ range: Range<Int>,
        of text: SpelledText,
        in file: SourceText,
        role: ReferenceRole,
        unknown mystery: String? = nil
    ) -> FoundReference? {
        let range = text.trimmed(range)
        guard !range.isEmpty else { return nil }
        let meaning = mystery.map { Meaning.unknown($0) } ?? Meaning(text.bytes[range])
        let source = text.source(of: range)
        let span = source ?? text.span
        guard let written = file.text(in: span) else { return nil }
        let editing: Editing =
            switch meaning {
            case .unknown(let reason): .lockOnly(reason)
            case .known: source == nil ? .lockOnly(spelledOtherwise) : .inPlace
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

extension FoundReference.Meaning {
    /// What a text means that holds no variables.
    init(_ text: some Collection<UInt8>) {
        let text = String(decoding: text, as: UTF8.self)
        do {
            self = .known(try Reference(text))
        } catch {
            self = .unknown("it does not read as a reference: \(error)")
        }
    }
}
