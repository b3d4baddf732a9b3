// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The private key of a witness (C2SP tlog-cosignature, cosignature/v1).
public struct CosignatureSigner: Sendable {
    private let signer: NoteSigner
    /// The key that verifies the cosignatures.
    public let key: NoteKey

    /// Makes a new key.
    ///
    /// - Throws: ``NoteError/badName(_:)``.
    public init(name: String) throws(NoteError) {
        try self.init(NoteSigner(name: name))
    }

    /// Takes the 32 bytes that the key is made from.
    ///
    /// - Throws: ``NoteError/badName(_:)``, or ``NoteError/malformedSigner`` when there are not 32 bytes.
    public init(seed: [UInt8], name: String) throws(NoteError) {
        try self.init(NoteSigner(seed: seed, name: name))
    }

    private init(_ signer: NoteSigner) throws(NoteError) {
        self.signer = signer
        self.key = try NoteKey(name: signer.name, algorithm: .cosignature, publicKey: signer.key.publicKey)
    }

    /// The name of the witness.
    public var name: String { key.name }

    /// The 32 bytes that the key is made from; a secret.
    public var seed: [UInt8] { signer.seed }

    /// Signs that a checkpoint was seen at a time, which counts to the second.
    ///
    /// - Throws: ``NoteError/badTime`` for a time before 1970.
    public func sign(_ checkpoint: Checkpoint, at time: Timestamp) throws(NoteError) -> NoteSignature {
        guard let seconds = CosignatureTime(seconds: time.seconds) else { throw .badTime }
        let signature = try signer.signature(over: seconds.message(over: Array(checkpoint.text.utf8)))
        return NoteSignature(name: name, id: key.id, bytes: seconds.bytes + signature)
    }
}

extension CosignatureSigner: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The public key; the private one must not get into logs.
    public var description: String { "witness \(key.text)" }
    /// The public key; the private one must not get into logs.
    public var debugDescription: String { description }
    /// Nothing but the public key.
    public var customMirror: Mirror { Mirror(self, children: ["key": key]) }
}
