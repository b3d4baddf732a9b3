// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A checkpoint with the signature of its log and perhaps cosignatures of witnesses.
public struct SignedCheckpoint: Hashable, Sendable {
    /// What the log says of itself.
    public let checkpoint: Checkpoint
    /// The note that carries it.
    public let note: SignedNote

    private init(_ note: SignedNote) throws(NoteError) {
        self.checkpoint = try Checkpoint(parsing: note.text)
        self.note = note
    }

    /// Signs a checkpoint with the key of its log.
    ///
    /// - Throws: ``NoteError`` when the key has another name than the log, or the checkpoint could not be read again.
    public init(signing checkpoint: Checkpoint, by signer: NoteSigner) throws(NoteError) {
        guard NoteSyntax.same(signer.name, checkpoint.origin) else {
            throw .otherOrigin(expected: signer.name, found: checkpoint.origin)
        }
        try Self.check(checkpoint)
        let text = checkpoint.text
        try self.init(SignedNote(text: text, signatures: [signer.sign(Array(text.utf8))]))
        // A line end in one of the parts would make it another checkpoint.
        guard self.checkpoint == checkpoint, self.checkpoint.extensions.count == checkpoint.extensions.count else {
            throw .malformedCheckpoint("one of its parts has a line end")
        }
    }

    /// Reads a checkpoint without verifying it.
    ///
    /// - Throws: ``NoteError`` when the bytes are no signed checkpoint.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        try self.init(SignedNote(parsing: bytes))
    }

    /// The note as it is stored and sent.
    public var bytes: [UInt8] { note.bytes }

    /// Verifies that the log whose key this is signed the checkpoint.
    ///
    /// - Throws: ``NoteError/otherOrigin(expected:found:)`` when it is of another log, or why the signature does not count.
    public func verify(by key: NoteKey) throws(NoteError) {
        guard NoteSyntax.same(key.name, checkpoint.origin) else {
            throw .otherOrigin(expected: key.name, found: checkpoint.origin)
        }
        // A witness that bears the name of the log still is no log.
        guard key.algorithm == .ed25519 else { throw .unsupportedAlgorithm(key.algorithm.rawValue) }
        _ = try note.verified(by: [key])
        try Self.check(checkpoint)
    }

    private static func check(_ checkpoint: Checkpoint) throws(NoteError) {
        guard checkpoint.isPossible else { throw .malformedCheckpoint("a log without entries has another root") }
    }
}
