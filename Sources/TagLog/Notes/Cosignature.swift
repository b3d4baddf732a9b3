// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The word of a witness that it saw a checkpoint, and that it fits everything it had seen before.
public struct Cosignature: Hashable, Sendable {
    /// The key of the witness.
    public let key: NoteKey
    /// When the witness saw it, to the second.
    public let time: Timestamp
}

extension SignedCheckpoint {
    /// Verifies the cosignatures of known witnesses and gives them; keys of logs are passed over.
    ///
    /// - Throws: ``NoteError/badSignature(name:)`` when one of a known witness does not fit, or
    ///   ``NoteError/ambiguousKey(name:)``.
    public func cosignatures(by keys: [NoteKey]) throws(NoteError) -> [Cosignature] {
        let witnesses = keys.filter { $0.algorithm == .cosignature }
        guard note.signatures.contains(where: { signature in witnesses.contains { signature.isBy($0) } }) else {
            return []
        }
        return try note.verified(by: witnesses).compactMap { key in
            guard let signature = note.signatures.first(where: { $0.isBy(key) }),
                let time = CosignatureTime(signature.bytes)
            else { return nil }
            return Cosignature(key: key, time: time.timestamp)
        }
    }

    /// The checkpoint with the cosignature of a witness under it; an earlier one of the same witness is dropped.
    ///
    /// - Throws: ``NoteError`` when the note would have too many signatures, or the time is before 1970.
    public func cosigned(by signer: CosignatureSigner, at time: Timestamp) throws(NoteError) -> SignedCheckpoint {
        try adding([signer.sign(checkpoint, at: time)])
    }

    /// The checkpoint with what a witness answered: the lines of its cosignatures.
    ///
    /// Lines of keys that are not given are dropped.
    ///
    /// - Parameters:
    ///   - lines: The body of the answer.
    ///   - keys: The keys of the witnesses that are trusted.
    /// - Returns: The checkpoint with the cosignatures of those witnesses.
    /// - Throws: ``NoteError`` when the lines are no signatures, none is of a witness given, or one does not fit.
    public func adding(signatureLines lines: [UInt8], by keys: [NoteKey]) throws(NoteError) -> SignedCheckpoint {
        guard lines.count <= SignedNote.maximumSize else { throw .tooLarge(limit: SignedNote.maximumSize) }
        let answer = try SignedNote(parsing: Array(note.text.utf8) + [NoteSyntax.lineEnd] + lines)
        guard NoteSyntax.same(answer.text, note.text) else { throw .malformedSignature(line: 1) }
        let signers = try answer.verified(by: keys.filter { $0.algorithm == .cosignature })
        return try adding(signers.compactMap { key in answer.signatures.first { $0.isBy(key) } })
    }

    private func adding(_ signatures: [NoteSignature]) throws(NoteError) -> SignedCheckpoint {
        let kept = note.signatures.filter { old in
            !signatures.contains { $0.id == old.id && NoteSyntax.same($0.name, old.name) }
        }
        return try SignedCheckpoint(parsing: SignedNote(text: note.text, signatures: kept + signatures).bytes)
    }
}
