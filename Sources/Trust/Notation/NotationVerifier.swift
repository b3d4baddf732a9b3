// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Judges Notation signatures by a trust policy and a trust store, without a network.
///
/// Two things are not done, and count as failed where they are needed: asking whether a certificate was revoked, when
/// one says where to ask; and reading the token of a timestamp authority. So a signature whose certificates have
/// expired is good for nothing here.
public struct NotationVerifier: Sendable {
    private let policy: NotationTrustPolicy
    private let store: NotationTrustStore

    /// Creates a verifier.
    public init(policy: NotationTrustPolicy, store: NotationTrustStore) {
        self.policy = policy
        self.store = store
    }

    /// Judges a signature.
    ///
    /// - Parameters:
    ///   - signature: A signature that is intact.
    ///   - digest: The digest of what is asked about.
    ///   - scope: The repository with its host, as trust policies name it.
    ///   - time: The moment of the question.
    /// - Returns: The verdict. No statement about the repository means refused.
    public func verdict(
        on signature: NotationSignature,
        of digest: Digest,
        in scope: String,
        at time: Timestamp
    ) -> NotationVerdict {
        guard let statement = policy.statement(for: scope) else {
            return NotationVerdict(outcome: .refused, signer: signature.signer, statement: nil, findings: [])
        }
        let findings = NotationCheck.allCases.map { check in
            let action = statement.action(for: check)
            guard action != .skip else { return NotationVerdict.Finding(check: check, action: .skip, failure: nil) }
            let failure =
                switch check {
                case .integrity: integrityFailure(signature, digest)
                case .authenticity: authenticityFailure(signature, statement)
                case .authenticTimestamp: timestampFailure(signature, statement, time)
                case .expiry: expiryFailure(signature, time)
                case .revocation: revocationFailure(signature)
                }
            return NotationVerdict.Finding(check: check, action: action, failure: failure)
        }
        let isRefused = findings.contains { $0.action == .enforce && $0.failure != nil }
        return NotationVerdict(
            outcome: statement.level == .skip ? .skipped : isRefused ? .refused : .trusted,
            signer: signature.signer,
            statement: statement.name,
            findings: findings
        )
    }
}

extension NotationVerifier {
    private func integrityFailure(_ signature: NotationSignature, _ digest: Digest) -> String? {
        guard signature.subject.digest != digest else { return nil }
        return "it signs \(signature.subject.digest), not \(digest)"
    }

    private func authenticityFailure(
        _ signature: NotationSignature,
        _ statement: NotationTrustPolicy.Statement
    ) -> String? {
        let kind: NotationTrustStore.Kind = signature.header.scheme == .signer ? .authority : .signingAuthority
        let names = statement.stores.filter { $0.kind == kind }
        guard !names.isEmpty else {
            return "the statement names no trust store of kind \(kind.rawValue), which the signature needs"
        }
        let trusted = names.flatMap { store.certificates(in: $0) }
        guard !trusted.isEmpty else {
            return "the trust stores \(names.map(\.rawValue).joined(separator: ", ")) hold no certificates"
        }
        let isRooted = signature.chain.certificates.contains { certificate in
            trusted.contains { $0.bytes == certificate.bytes }
        }
        guard isRooted else { return "no certificate above the signer \(signature.signer) is in the trust stores" }
        guard case .named(let identities) = statement.identities else { return nil }
        do throws(NotationError) {
            let signer = try NotationIdentity(subjectOf: signature.chain.leaf)
            guard !identities.contains(where: { $0.isPart(of: signer) }) else { return nil }
            return "the signer \(signature.signer) is none of the trusted identities"
        } catch {
            return error.description
        }
    }

    private func timestampFailure(
        _ signature: NotationSignature,
        _ statement: NotationTrustPolicy.Statement,
        _ time: Timestamp
    ) -> String? {
        if signature.header.scheme == .authority {
            let signed = signature.header.signingTime
            guard signed <= time else { return "it says that it was signed at \(signed), which is yet to come" }
            return signature.chain.invalid(at: signed).map {
                "\($0.subject) was not valid when it was signed, at \(signed)"
            }
        }
        let asksForToken = statement.stores.contains { $0.kind == .timestampAuthority }
        if asksForToken, statement.timestampUse == .always {
            return "the statement asks for the token of a timestamp authority, which is not judged here; "
                + "set verifyTimestamp to afterCertExpiry, or override authenticTimestamp with log"
        }
        guard let invalid = signature.chain.invalid(at: time) else { return nil }
        return "\(invalid.subject) is valid from \(invalid.notBefore) to \(invalid.notAfter) and not at \(time)"
            + (signature.hasTimestamp ? "; the token of its timestamp authority is not judged here" : "")
    }

    private func expiryFailure(_ signature: NotationSignature, _ time: Timestamp) -> String? {
        guard let expiry = signature.header.expiry, time >= expiry else { return nil }
        return "it expired at \(expiry)"
    }

    private func revocationFailure(_ signature: NotationSignature) -> String? {
        // A root cannot call itself back.
        guard let certificate = signature.chain.certificates.dropLast().first(where: \.namesRevocationService) else {
            return nil
        }
        return "\(certificate.subject) says where its revocation would be made known, which is not asked about here; "
            + "override revocation with skip or log to accept that"
    }
}
