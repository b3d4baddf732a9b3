// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto

/// A private key that signs notes: the "signer key" of Go's note package.
///
/// Ed25519 signs the same text the same way each time, so signing again never gives two signatures to compare.
public struct NoteSigner: Sendable {
    private static let mark = "PRIVATE+KEY+"
    private let privateKey: Curve25519.Signing.PrivateKey
    /// The key that verifies what this one signs.
    public let key: NoteKey

    private init(_ privateKey: Curve25519.Signing.PrivateKey, name: String) throws(NoteError) {
        self.privateKey = privateKey
        self.key = try NoteKey(name: name, publicKey: Array(privateKey.publicKey.rawRepresentation))
    }

    /// Makes a new key.
    ///
    /// - Throws: ``NoteError/badName(_:)``.
    public init(name: String) throws(NoteError) {
        try self.init(Curve25519.Signing.PrivateKey(), name: name)
    }

    /// Takes the 32 bytes that the key is made from.
    ///
    /// - Throws: ``NoteError/badName(_:)``, or ``NoteError/malformedSigner`` when there are not 32 bytes.
    public init(seed: [UInt8], name: String) throws(NoteError) {
        // Why it is no key is not said: the message might be kept where the seed must not be.
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .malformedSigner
        }
        try self.init(key, name: name)
    }

    /// Reads `PRIVATE+KEY+NAME+ID+BASE64`; a line end after it is passed over.
    ///
    /// - Throws: ``NoteError`` when the text is no key, without a word of the text.
    public init(_ signerKey: some StringProtocol) throws(NoteError) {
        var text = Array(signerKey.utf8)
        if text.last == NoteSyntax.lineEnd { text.removeLast() }
        guard text.starts(with: Array(Self.mark.utf8)) else { throw .malformedSigner }
        let parts = try NoteKeyText.parts(text.dropFirst(Self.mark.utf8.count), else: .malformedSigner)
        guard let algorithm = parts.payload.first else { throw .malformedSigner }
        guard algorithm == NoteKey.Algorithm.ed25519.rawValue else { throw .unsupportedAlgorithm(algorithm) }
        try self.init(seed: Array(parts.payload.dropFirst()), name: parts.name)
        guard key.id == parts.id else { throw .wrongKeyID(name: parts.name) }
    }

    /// The name of the key.
    public var name: String { key.name }

    /// The 32 bytes that the key is made from; a secret.
    public var seed: [UInt8] { Array(privateKey.rawRepresentation) }

    /// The key as it is kept in files, a secret: `PRIVATE+KEY+NAME+ID+BASE64`.
    public var text: String {
        Self.mark + NoteKeyText.text(name: name, id: key.id, payload: [NoteKey.Algorithm.ed25519.rawValue] + seed)
    }

    /// The same private key under another name, and so with another id.
    ///
    /// - Throws: ``NoteError/badName(_:)``.
    public func named(_ name: String) throws(NoteError) -> NoteSigner {
        try NoteSigner(privateKey, name: name)
    }

    /// Signs the text of a note, which ends with a line end.
    ///
    /// - Throws: ``NoteError/notText`` when the text cannot be that of a note.
    public func sign(_ text: [UInt8]) throws(NoteError) -> NoteSignature {
        guard text.last == NoteSyntax.lineEnd, NoteSyntax.text(text) != nil else { throw .notText }
        return NoteSignature(name: name, id: key.id, bytes: try signature(over: text))
    }

    /// Signs bytes as they are.
    func signature(over message: [UInt8]) throws(NoteError) -> [UInt8] {
        do {
            return Array(try privateKey.signature(for: message))
        } catch {
            throw .cannotSign(name: name)
        }
    }
}

extension NoteSigner: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The public key; the private one must not get into logs.
    public var description: String { "signer of \(key.text)" }
    /// The public key; the private one must not get into logs.
    public var debugDescription: String { description }
    /// Nothing but the public key.
    public var customMirror: Mirror { Mirror(self, children: ["key": key]) }
}
