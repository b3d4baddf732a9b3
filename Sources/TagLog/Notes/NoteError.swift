// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Why a signed note, a key of notes or a checkpoint is not accepted.
public enum NoteError: Error, Hashable, Sendable {
    /// The note is longer than it may be.
    case tooLarge(limit: Int)
    /// The note is not UTF-8, or holds a control character.
    case notText
    /// No empty line separates a text from signatures below it.
    case unsigned
    /// A line below the empty line is no signature.
    case malformedSignature(line: Int)
    /// There are more signatures than a note may have.
    case tooManySignatures(limit: Int)
    /// The name cannot be that of a key.
    case badName(String)
    /// The text is no verifier key.
    case malformedKey
    /// The text is no signer key; it is never repeated, as it may be a secret.
    case malformedSigner
    /// The id in a key is not the hash of its name and public key.
    case wrongKeyID(name: String)
    /// The key is for an algorithm that is not known.
    case unsupportedAlgorithm(UInt8)
    /// Two different keys have the same name and id.
    case ambiguousKey(name: String)
    /// A signature of a known key does not fit the text.
    case badSignature(name: String)
    /// None of the signatures is of a known key.
    case unknownSigners([String])
    /// The text of the note is no checkpoint.
    case malformedCheckpoint(String)
    /// The checkpoint is of another log than the key.
    case otherOrigin(expected: String, found: String)
    /// The moment is before 1970.
    case badTime
    /// The key could not sign.
    case cannotSign(name: String)
}

extension NoteError: CustomStringConvertible {
    /// What is wrong, and where it helps what to do.
    public var description: String {
        switch self {
        case .tooLarge(let limit): "the note is longer than \(limit) bytes"
        case .notText: "the note is not UTF-8 text, or holds control characters"
        case .unsigned: "the note has no text, empty line and signatures; fetch it again in full"
        case .malformedSignature(let line): "line \(line) below the note's text is no signature; fetch it again in full"
        case .tooManySignatures(let limit): "the note has more than \(limit) signatures"
        case .badName(let name):
            "\"\(VisibleText.line(name.prefix(200)))\" cannot name a key: a name has no blanks, no \"+\" and is not empty"
        case .malformedKey: "this is no verifier key; one looks like NAME+1a2b3c4d+BASE64"
        case .malformedSigner: "this is no signer key; one looks like PRIVATE+KEY+NAME+1a2b3c4d+BASE64"
        case .wrongKeyID(let name):
            "the id in the key of \(VisibleText.line(name)) does not belong to it; copy the whole key again from its source"
        case .unsupportedAlgorithm(let byte): "the key is for the algorithm \(byte), which is not known; use Ed25519"
        case .ambiguousKey(let name): "two different keys of \(VisibleText.line(name)) have the same id; leave one out"
        case .badSignature(let name):
            "the signature of \(VisibleText.line(name)) does not fit: the text was changed, or another key made it"
        case .unknownSigners(let names):
            "no known key signed it; it is signed by \(names.map { VisibleText.line($0) }.joined(separator: ", "))"
        case .malformedCheckpoint(let reason): "this is no checkpoint of a log: \(reason)"
        case .otherOrigin(let expected, let found):
            "the checkpoint is of the log \(VisibleText.line(found)), not of \(VisibleText.line(expected))"
        case .badTime: "a cosignature cannot be of a time before 1970; set the clock"
        case .cannotSign(let name): "the key of \(VisibleText.line(name)) could not sign"
        }
    }
}
