// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import SwiftASN1
internal import X509

extension NotationCertificate {
    /// Refuses a certificate that may not sign content.
    func checkLeaf() throws(NotationError) {
        try checkAlgorithms()
        guard NotationAlgorithm(for: certificate.publicKey) != nil else {
            throw .certificates(
                "the key of \(subject) is none of RSA with 2048, 3072 or 4096 bits and P-256, P-384 and P-521"
            )
        }
        if case .isCertificateAuthority? = try basicConstraints() {
            throw .certificates("\(subject) is an authority; authorities sign certificates, not content")
        }
        let usage = try keyUsage()
        guard usage.digitalSignature else { throw .certificates("\(subject) lacks the key usage digitalSignature") }
        let others = [
            usage.keyEncipherment, usage.dataEncipherment, usage.keyAgreement, usage.keyCertSign, usage.cRLSign,
            usage.encipherOnly, usage.decipherOnly,
        ]
        guard !others.contains(true) else {
            throw .certificates("\(subject) has key usages beside digitalSignature")
        }
        try checkPurposes()
    }

    /// Refuses a certificate that may not issue others.
    ///
    /// - Parameter authoritiesBelow: The authorities between this one and the signer's certificate.
    /// - Throws: ``NotationError/certificates(_:)``.
    func checkAuthority(authoritiesBelow: Int) throws(NotationError) {
        try checkAlgorithms()
        guard let critical = certificate.extensions[oid: .X509ExtensionID.basicConstraints]?.critical, critical,
            case .isCertificateAuthority(let maximum)? = try basicConstraints()
        else { throw .certificates("\(subject) has no critical basic constraints that make it an authority") }
        if let maximum, maximum < authoritiesBelow {
            throw .certificates("\(subject) allows \(maximum) authorities below it, and there are \(authoritiesBelow)")
        }
        guard try keyUsage().keyCertSign else { throw .certificates("\(subject) lacks the key usage keyCertSign") }
    }

    private func checkAlgorithms() throws(NotationError) {
        guard certificate.signatureAlgorithm != .sha1WithRSAEncryption else {
            throw .certificates("\(subject) is signed with SHA-1")
        }
    }

    private func basicConstraints() throws(NotationError) -> BasicConstraints? {
        do {
            return try certificate.extensions.basicConstraints
        } catch {
            throw .certificates("the basic constraints of \(subject) cannot be read")
        }
    }

    private func keyUsage() throws(NotationError) -> KeyUsage {
        guard let isCritical = certificate.extensions[oid: .X509ExtensionID.keyUsage]?.critical, isCritical else {
            throw .certificates("\(subject) has no critical key usage")
        }
        do {
            if let usage = try certificate.extensions.keyUsage { return usage }
        } catch {
            throw .certificates("the key usage of \(subject) cannot be read")
        }
        throw .certificates("\(subject) has no critical key usage")
    }

    private func checkPurposes() throws(NotationError) {
        let purposes: ExtendedKeyUsage?
        do {
            purposes = try certificate.extensions.extendedKeyUsage
        } catch {
            throw .certificates("the extended key usage of \(subject) cannot be read")
        }
        let excluded: [ExtendedKeyUsage.Usage] = [
            .any, .serverAuth, .clientAuth, .emailProtection, .timeStamping, .ocspSigning,
        ]
        guard let purposes, purposes.contains(where: excluded.contains) else { return }
        throw .certificates("\(subject) is for other purposes than signing code (extended key usage)")
    }
}
