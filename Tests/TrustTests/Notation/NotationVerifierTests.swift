// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import SwiftASN1
import Testing
import Trust
import X509

@Suite struct NotationVerifierTests {
    private static let scope = "example.com/team/app"

    /// Judges a signature that a signer below a trusted root made.
    private func verdict(
        _ envelope: EnvelopeWorkshop? = nil,
        policy: PolicyWorkshop = PolicyWorkshop(),
        trusting root: MadeCertificate? = nil,
        in store: String = "ca:release",
        digest: String = EnvelopeWorkshop.digest,
        scope: String = scope,
        at time: String = "2026-07-01T00:00:00Z"
    ) throws -> NotationVerdict {
        let envelope = try envelope ?? EnvelopeWorkshop.make()
        var trusted = NotationTrustStore()
        let last = try #require(envelope.chain.last)
        try trusted.add(
            (root ?? last).der,
            file: "root.cer",
            to: try #require(NotationTrustStore.Name(store))
        )
        let verifier = NotationVerifier(policy: try NotationTrustPolicy(parsing: policy.bytes), store: trusted)
        return verifier.verdict(
            on: try NotationSignature(envelope: envelope.envelope()),
            of: try Digest(digest),
            in: scope,
            at: try #require(Timestamp(time))
        )
    }

    private func failed(_ verdict: NotationVerdict) -> [NotationCheck] {
        verdict.findings.filter { $0.failure != nil }.map(\.check)
    }

    @Test func trustsASignerBelowATrustedRoot() throws {
        let verdict = try verdict()
        #expect(verdict.outcome == .trusted)
        #expect(failed(verdict) == [])
        #expect(verdict.statement == "release")
        #expect(verdict.description.contains("Publisher"))
    }

    @Test func refusesARepositoryThatNoStatementNames() throws {
        let verdict = try verdict(scope: "example.com/team/other")
        #expect(verdict.outcome == .refused)
        #expect(verdict.description.contains("no statement"))
    }

    @Test func refusesAnotherDigestWhateverTheLevel() throws {
        var policy = PolicyWorkshop()
        policy.level = "\"audit\""
        let verdict = try verdict(policy: policy, digest: "sha256:" + String(repeating: "cd", count: 32))
        #expect(verdict.outcome == .refused)
        #expect(failed(verdict) == [.integrity])
    }

    @Test func refusesARootThatOnlyHasTheName() throws {
        let verdict = try verdict(trusting: try CertificateWish.authority("Root").made())
        #expect(verdict.outcome == .refused)
        #expect(failed(verdict) == [.authenticity])
    }

    @Test func refusesARootInAStoreThatThePolicyDoesNotName() throws {
        let verdict = try verdict(in: "ca:other")
        #expect(failed(verdict) == [.authenticity])
    }

    @Test func refusesARootInAStoreOfAnotherKind() throws {
        var policy = PolicyWorkshop()
        policy.stores = #"["signingAuthority:release"]"#
        let verdict = try verdict(policy: policy, in: "signingAuthority:release")
        #expect(failed(verdict) == [.authenticity])
    }

    @Test func refusesASignerWhoIsNotNamed() throws {
        var wish = CertificateWish()
        wish.organization = "Example Two"
        let verdict = try verdict(EnvelopeWorkshop.make(wish))
        #expect(verdict.outcome == .refused)
        #expect(failed(verdict) == [.authenticity])
    }

    @Test func refusesASignerWithTwoNamesOfWhichOneFits() throws {
        var wish = CertificateWish()
        wish.secondOrganization = "Other"
        let verdict = try verdict(EnvelopeWorkshop.make(wish))
        #expect(failed(verdict) == [.authenticity])
    }

    @Test func trustsEverybodyBelowTheRootWhenThePolicyDoes() throws {
        var wish = CertificateWish()
        wish.organization = "Example Two"
        var policy = PolicyWorkshop()
        policy.identities = "[\"*\"]"
        #expect(try verdict(EnvelopeWorkshop.make(wish), policy: policy).outcome == .trusted)
    }

    @Test(arguments: [
        ("2025-12-31T23:59:59Z", false), ("2026-01-01T00:00:00Z", true), ("2027-01-01T00:00:00Z", true),
        ("2027-01-01T00:00:01Z", false),
    ])
    func asksThatTheCertificatesAreValidNow(_ time: String, _ isValid: Bool) throws {
        #expect(failed(try verdict(at: time)) == (isValid ? [] : [.authenticTimestamp]))
    }

    @Test func takesAnExpiredCertificateWhenThePolicyOnlyLogsTheTime() throws {
        var policy = PolicyWorkshop()
        policy.moreVerification = #","override":{"authenticTimestamp":"log"}"#
        let verdict = try verdict(policy: policy, at: "2028-01-01T00:00:00Z")
        #expect(verdict.outcome == .trusted)
        #expect(failed(verdict) == [.authenticTimestamp])
    }

    @Test func refusesWithoutReadingATimestampThatThePolicyAsksFor() throws {
        var policy = PolicyWorkshop()
        policy.stores = #"["ca:release","tsa:clock"]"#
        #expect(failed(try verdict(policy: policy)) == [.authenticTimestamp])
        policy.moreVerification = #","verifyTimestamp":"afterCertExpiry""#
        #expect(failed(try verdict(policy: policy)) == [])
    }

    @Test(arguments: [("2026-06-30T23:59:59Z", true), ("2026-07-01T00:00:00Z", false)])
    func refusesWhatHasExpired(_ time: String, _ isGood: Bool) throws {
        var envelope = try EnvelopeWorkshop.make()
        envelope.critical = #"["io.cncf.notary.signingScheme","io.cncf.notary.expiry"]"#
        envelope.moreProtected = #","io.cncf.notary.expiry":"2026-07-01T00:00:00Z""#
        #expect(failed(try verdict(envelope, at: time)) == (isGood ? [] : [.expiry]))
    }

    @Test(arguments: [
        ("2026-06-01T00:00:00Z", "2028-01-01T00:00:00Z", true), ("2025-06-01T00:00:00Z", "2026-07-01T00:00:00Z", false),
        ("2026-08-01T00:00:00Z", "2026-07-01T00:00:00Z", false),
    ])
    func believesASigningAuthoritysTime(_ signed: String, _ now: String, _ isGood: Bool) throws {
        var envelope = try EnvelopeWorkshop.make()
        envelope.scheme = #""notary.x509.signingAuthority""#
        envelope.critical = #"["io.cncf.notary.signingScheme","io.cncf.notary.authenticSigningTime"]"#
        envelope.time = #""io.cncf.notary.authenticSigningTime":"\#(signed)""#
        var policy = PolicyWorkshop()
        policy.stores = #"["signingAuthority:release"]"#
        let verdict = try verdict(envelope, policy: policy, in: "signingAuthority:release", at: now)
        #expect(failed(verdict) == (isGood ? [] : [.authenticTimestamp]))
    }

    @Test func refusesACertificateWhoseRevocationWouldHaveToBeAskedAbout() throws {
        var wish = CertificateWish()
        wish.more = [Certificate.Extension(oid: [2, 5, 29, 31], critical: false, value: [0x30, 0x00])]
        let envelope = try EnvelopeWorkshop.make(wish)
        #expect(failed(try verdict(envelope)) == [.revocation])
        var policy = PolicyWorkshop()
        policy.moreVerification = #","override":{"revocation":"skip"}"#
        #expect(try verdict(envelope, policy: policy).outcome == .trusted)
    }

    @Test func doesNotTakeSkippingForTrust() throws {
        var policy = PolicyWorkshop()
        policy.level = "\"skip\""
        policy.stores = "[]"
        policy.identities = "[]"
        #expect(try verdict(policy: policy).outcome == .skipped)
    }
}
