// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A text and the signatures under it (C2SP signed-note).
///
/// Reading a note verifies nothing: its text means nothing before ``verified(by:)`` has named a key.
public struct SignedNote: Hashable, Sendable {
    /// The most bytes of a note.
    public static let maximumSize = 65_536
    /// The most signatures of a note.
    public static let maximumSignatures = 100

    /// What is signed, with its final line end.
    public let text: String
    /// The signatures in their order, those of unknown keys too.
    public let signatures: [NoteSignature]

    /// Puts signatures under a text that ends with a line end.
    ///
    /// - Throws: ``NoteError`` when that is no note, or one beyond the bounds.
    public init(text: String, signatures: [NoteSignature]) throws(NoteError) {
        guard text.utf8.last == NoteSyntax.lineEnd, NoteSyntax.text(Array(text.utf8)) != nil else { throw .notText }
        guard !signatures.isEmpty else { throw .unsigned }
        guard signatures.count <= Self.maximumSignatures else {
            throw .tooManySignatures(limit: Self.maximumSignatures)
        }
        self.text = text
        self.signatures = signatures
        guard bytes.count <= Self.maximumSize else { throw .tooLarge(limit: Self.maximumSize) }
    }

    /// Reads a note without verifying it.
    ///
    /// - Throws: ``NoteError`` when the bytes are no note, or one beyond the bounds.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge(limit: Self.maximumSize) }
        guard NoteSyntax.text(bytes) != nil else { throw .notText }
        // The last empty line separates: a text may have empty lines, signatures may not.
        let breaks = bytes.indices.dropLast().last {
            bytes[$0] == NoteSyntax.lineEnd && bytes[$0 + 1] == NoteSyntax.lineEnd
        }
        guard let split = breaks, let lines = NoteSyntax.lines(bytes[(split + 2)...]) else { throw .unsigned }
        guard lines.count <= Self.maximumSignatures else { throw .tooManySignatures(limit: Self.maximumSignatures) }
        var signatures: [NoteSignature] = []
        for (place, line) in lines.enumerated() {
            guard let signature = NoteSignature(line: line) else { throw .malformedSignature(line: place + 1) }
            signatures.append(signature)
        }
        self.text = String(decoding: bytes[...split], as: UTF8.self)
        self.signatures = signatures
    }

    /// The note as it is stored and sent.
    public var bytes: [UInt8] {
        Array(text.utf8) + [NoteSyntax.lineEnd] + signatures.flatMap { Array($0.line.utf8) + [NoteSyntax.lineEnd] }
    }

    /// Verifies the signatures of known keys and gives those keys, in the order of the signatures.
    ///
    /// Signatures of other keys are passed over, and so is a second one of the same key. One that does not fit spoils
    /// the note, whatever the others are.
    ///
    /// - Throws: ``NoteError/badSignature(name:)``, ``NoteError/unknownSigners(_:)`` when no known key signed, or
    ///   ``NoteError/ambiguousKey(name:)``.
    public func verified(by keys: [NoteKey]) throws(NoteError) -> [NoteKey] {
        let message = Array(text.utf8)
        var signers: [NoteKey] = []
        for signature in signatures {
            let claimed = Set(keys.filter { signature.isBy($0) })
            guard let key = claimed.first, !signers.contains(key) else { continue }
            guard claimed.count == 1 else { throw .ambiguousKey(name: signature.name) }
            guard key.verifies(signature, over: message) else { throw .badSignature(name: signature.name) }
            signers.append(key)
        }
        guard !signers.isEmpty else { throw .unknownSigners(signatures.map(\.name)) }
        return signers
    }
}
