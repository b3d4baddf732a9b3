// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import SwiftASN1
internal import X509

/// A chain of certificates that Notation allows for signing: from the signer's certificate to a root that signed itself.
///
/// A value that exists obeys the rules of
/// <https://github.com/notaryproject/specifications/blob/main/specs/signature-specification.md#certificate-requirements>:
/// order, signatures, key usages, path lengths, keys and algorithms. Whether anybody trusts the root, and whether the
/// certificates are valid at a given time, is another question. Revocation is never asked about.
public struct NotationChain: Sendable {
    /// The certificates, the signer's first.
    public let certificates: [NotationCertificate]
    /// The signer's certificate.
    public let leaf: NotationCertificate

    /// Checks a chain.
    ///
    /// - Throws: ``NotationError/certificates(_:)`` that names the certificate and the rule.
    public init(_ certificates: [NotationCertificate]) throws(NotationError) {
        guard let leaf = certificates.first, let root = certificates.last else {
            throw .certificates("there are none")
        }
        guard certificates.count <= NotationEnvelope.maximumChainLength else {
            throw .certificates("there are more than \(NotationEnvelope.maximumChainLength)")
        }
        self.certificates = certificates
        self.leaf = leaf
        try leaf.checkLeaf()
        for (place, certificate) in certificates.enumerated().dropFirst() {
            // Counted are the authorities between the certificate and the signer's.
            try certificate.checkAuthority(authoritiesBelow: place - 1)
        }
        for (certificate, issuer) in zip(certificates, certificates.dropFirst()) {
            guard !certificate.isSelfSigned else {
                throw .certificates("\(certificate.subject) signed itself and is not the last; only a root may")
            }
            guard certificate.isIssued(by: issuer) else {
                throw .certificates(
                    "\(certificate.subject) was not issued by the one after it, \(issuer.subject); the order is "
                        + "the signer's first, its root last"
                )
            }
        }
        guard root.isSelfSigned else {
            throw .certificates("the last one, \(root.subject), did not sign itself; the chain must end in a root")
        }
    }

    /// Reads a chain from PEM text, the signer's certificate first.
    ///
    /// - Throws: ``NotationError/certificates(_:)``.
    public init(pem: String) throws(NotationError) {
        try self.init(try NotationCertificate.certificates(pem: pem))
    }

    /// The first certificate that is not valid at a moment.
    func invalid(at time: Timestamp) -> NotationCertificate? { certificates.first { !$0.isValid(at: time) } }
}

extension NotationCertificate {
    /// Reads certificates from PEM text, in order.
    ///
    /// - Throws: ``NotationError/certificates(_:)`` when there is none, or anything else.
    static func certificates(pem: String) throws(NotationError) -> [NotationCertificate] {
        guard pem.utf8.count <= NotationEnvelope.maximumSize else {
            throw .certificates("there are more than \(NotationEnvelope.maximumSize) bytes of them")
        }
        let documents: [SwiftASN1.PEMDocument]
        do {
            documents = try SwiftASN1.PEMDocument.parseMultiple(pemString: pem)
        } catch {
            throw .certificates("they are not PEM: \(error)")
        }
        guard !documents.isEmpty else { throw .certificates("there are none") }
        var certificates: [NotationCertificate] = []
        for document in documents {
            guard document.discriminator == "CERTIFICATE" else {
                throw .certificates("there is a PEM block \"\(document.discriminator)\" among them; remove it")
            }
            certificates.append(try NotationCertificate(document.derBytes))
        }
        return certificates
    }
}
