// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A signature that was found in an artifact: what its signed content says, and what it takes to check it.
///
/// Nothing is verified yet, and nothing here comes from annotations that nobody signed.
public struct FoundSignature: Hashable, Sendable {
    /// The form a signature is written in.
    public enum Format: Hashable, Sendable {
        /// A payload in a layer of `sha256-….sig`, as cosign 2, skopeo and podman write it.
        case simpleSigning
        /// A Sigstore bundle with an in-toto statement of a predicate type, as cosign 3 writes it.
        case bundle(predicateType: String)
        /// A Notation envelope.
        case notation
    }

    /// What it takes to check a signature.
    public enum Check: Hashable, Sendable {
        /// A signature in DER over the SHA-256 of a message.
        case key(signature: [UInt8], message: [UInt8])
        /// An envelope with certificates, which Notation's rules judge.
        case certificates(envelope: [UInt8])
        /// It was checked; what that took is not kept, so that no key is found to have made it any more.
        case done
    }

    /// The predicate of a signature that cosign makes.
    public static let signPredicate = "https://sigstore.dev/cosign/sign/v1"
    /// The predicate of a statement that something was released under a name.
    public static let releasePredicate = "https://in-toto.io/attestation/release/v0.1"

    /// The form it is written in.
    public let format: Format
    /// The SHA-256 of the signature's bytes: what the log calls it by.
    public let identity: Digest
    /// The digest that the signed content speaks of.
    public let subject: Digest
    /// The name that the signed content gives to it.
    public let reference: SignedReference?
    /// The manifest that brought the signature.
    public let artifact: Digest
    /// What it takes to check it.
    public private(set) var check: Check

    /// Creates a signature from its parts.
    public init(
        format: Format,
        identity: Digest,
        subject: Digest,
        reference: SignedReference?,
        artifact: Digest,
        check: Check
    ) {
        self.format = format
        self.identity = identity
        self.subject = subject
        self.reference = reference
        self.artifact = artifact
        self.check = check
    }

    /// Tells whether the other half of a key made it; never true for what needs certificates.
    public func isMade(by key: VerificationKey) -> Bool {
        guard case .key(let signature, let message) = check else { return false }
        return key.verifies(signature, over: message)
    }

    /// The signature without what it takes to check it, for those who know who made it.
    public var checked: FoundSignature {
        var signature = self
        signature.check = .done
        return signature
    }

    /// Tells whether it says "this is ours", and not something else about its subject.
    ///
    /// A bill of materials or the report of a scan is signed too, and is no consent to what it describes.
    public var isSignature: Bool {
        guard case .bundle(let predicateType) = format else { return true }
        return predicateType == Self.signPredicate || predicateType == Self.releasePredicate
    }
}
