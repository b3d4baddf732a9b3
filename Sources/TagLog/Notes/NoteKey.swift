// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import OCIModel

/// A public key that verifies signatures of notes: the "verifier key" of Go's note package and of C2SP signed-note.
public struct NoteKey: Sendable {
    /// How a key signs.
    public enum Algorithm: UInt8, Hashable, Sendable {
        /// Ed25519 over the text of the note.
        case ed25519 = 0x01
        /// Ed25519 over the text and a time (C2SP tlog-cosignature, cosignature/v1).
        case cosignature = 0x04
    }

    /// The name: the origin of a log, or a witness.
    public let name: String
    /// The beginning of the hash of name, algorithm and public key.
    public let id: UInt32
    /// How the key signs.
    public let algorithm: Algorithm
    /// The Ed25519 public key, 32 bytes.
    public let publicKey: [UInt8]

    /// Makes a key of a public key of 32 bytes.
    ///
    /// - Throws: ``NoteError/badName(_:)`` or ``NoteError/malformedKey``.
    public init(name: String, algorithm: Algorithm = .ed25519, publicKey: [UInt8]) throws(NoteError) {
        guard NoteSyntax.isName(name) else { throw .badName(name) }
        guard publicKey.count == 32 else { throw .malformedKey }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        self.id = Self.id(of: name, algorithm: algorithm.rawValue, publicKey: publicKey)
    }

    /// Reads `NAME+ID+BASE64`; a line end after it is passed over.
    ///
    /// The id is what protects a key that is copied by hand, so one that does not belong to the key is refused.
    ///
    /// - Throws: ``NoteError`` when the text is no key, or one of an algorithm that is not known.
    public init(_ verifierKey: some StringProtocol) throws(NoteError) {
        var text = Array(verifierKey.utf8)
        if text.last == NoteSyntax.lineEnd { text.removeLast() }
        let (name, id, payload) = try NoteKeyText.parts(text[...], else: .malformedKey)
        guard let algorithmByte = payload.first else { throw .malformedKey }
        guard id == Self.id(of: name, algorithm: algorithmByte, publicKey: payload.dropFirst()) else {
            throw .wrongKeyID(name: name)
        }
        guard let algorithm = Algorithm(rawValue: algorithmByte) else { throw .unsupportedAlgorithm(algorithmByte) }
        try self.init(name: name, algorithm: algorithm, publicKey: Array(payload.dropFirst()))
    }

    /// The key as it is written in files: `NAME+ID+BASE64`.
    public var text: String { NoteKeyText.text(name: name, id: id, payload: [algorithm.rawValue] + publicKey) }

    /// The same public key under another name, and so with another id.
    ///
    /// - Throws: ``NoteError/badName(_:)``.
    public func named(_ name: String) throws(NoteError) -> NoteKey {
        try NoteKey(name: name, algorithm: algorithm, publicKey: publicKey)
    }

    /// This key as the key of a log: itself, or renamed when it is that of a whole registry.
    ///
    /// A registry signs the logs of all its repositories with one public key, so a key that bears the registry's name
    /// speaks for every origin below it. Any other origin gives nil.
    public func covering(_ origin: String) -> NoteKey? {
        if NoteSyntax.same(name, origin) { return self }
        guard origin.utf8.starts(with: Array("\(name)/".utf8)) else { return nil }
        // An origin that cannot name a key is one that no key covers.
        return try? named(origin)
    }

    static func id(of name: String, algorithm: UInt8, publicKey: some Sequence<UInt8>) -> UInt32 {
        let hash = SHA256.hash(data: Array(name.utf8) + [NoteSyntax.lineEnd, algorithm] + Array(publicKey))
        return hash.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

// MARK: Verifying

extension NoteKey {
    /// Tells whether a signature with this key's name and id fits the text.
    public func verifies(_ signature: NoteSignature, over text: [UInt8]) -> Bool {
        guard signature.isBy(self) else { return false }
        switch algorithm {
        case .ed25519: return verifies(signature.bytes, over: text)
        case .cosignature:
            guard let time = CosignatureTime(signature.bytes) else { return false }
            return verifies(Array(signature.bytes.dropFirst(CosignatureTime.length)), over: time.message(over: text))
        }
    }

    private func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        // Bytes that are no key verify nothing.
        guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            return false
        }
        return key.isValidSignature(signature, for: message)
    }
}

extension NoteKey: Hashable {
    /// Compares name, algorithm and public key byte by byte.
    public static func == (left: NoteKey, right: NoteKey) -> Bool {
        NoteSyntax.same(left.name, right.name) && left.algorithm == right.algorithm && left.publicKey == right.publicKey
    }

    /// Hashes the public key and the id, which depends on all the rest.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(publicKey)
    }
}
