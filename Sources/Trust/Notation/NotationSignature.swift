// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import X509

/// A Notation signature that fits what it signs, made with the key of a certificate whose chain is in order.
///
/// That says nothing about whether the chain's root is trusted, or whether the signature has expired:
/// ``NotationVerifier`` does. Anybody can make a signature that is intact.
public struct NotationSignature: Sendable {
    /// The SHA-256 of the raw signature bytes, by which the log calls the signature.
    public let identity: Digest
    /// What is signed, with the signer's annotations.
    public let subject: Descriptor
    /// The algorithm, the claimed time, and the expiry.
    public let header: NotationHeader
    /// The signer's certificate and those above it.
    public let chain: NotationChain
    /// Tells whether a timestamp authority's token is there, which nothing here judges.
    public let hasTimestamp: Bool
    /// The program that signed, by its own words, which nothing vouches for.
    public let agent: String?

    /// The annotation in which ``NotationSigner`` says which tag is signed.
    public static let tagAnnotation = "dev.holdfast.tag"
    /// The annotation of the payload that names host, repository and tag.
    public static let referenceAnnotation = "dev.holdfast.reference"

    /// Reads an envelope and checks that the signature is intact.
    ///
    /// - Throws: ``NotationError`` for an envelope that cannot be read, a chain that breaks a rule, or a signature that
    ///   does not fit.
    public init(envelope bytes: [UInt8]) throws(NotationError) {
        let envelope = try NotationEnvelope(parsing: bytes)
        var certificates: [NotationCertificate] = []
        for bytes in envelope.certificates { certificates.append(try NotationCertificate(bytes)) }
        let chain = try NotationChain(certificates)
        let key = chain.leaf.certificate.publicKey
        guard let algorithm = NotationAlgorithm(for: key), algorithm == envelope.header.algorithm else {
            throw .envelope(
                "it claims the algorithm \(envelope.header.algorithm.rawValue), which is not the one for the signer's key"
            )
        }
        guard algorithm.verifies(envelope.signature, over: envelope.signedBytes, with: key) else { throw .tampered }
        self.identity = Digest(sha256Of: envelope.signature)
        self.subject = envelope.subject
        self.header = envelope.header
        self.chain = chain
        self.hasTimestamp = envelope.hasTimestamp
        self.agent = envelope.agent
    }

    /// The tag that the signer named, if it did.
    public var tag: Tag? {
        // A text that is no tag names none.
        subject.annotations[Self.tagAnnotation].flatMap { try? Tag($0) }
    }

    /// What the signer called the image: host, repository and tag; nil if it did not.
    public var reference: String? { subject.annotations[Self.referenceAnnotation] }

    /// The signer's name, from its certificate.
    public var signer: String { chain.leaf.subject }
}
