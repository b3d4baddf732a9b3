// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

@Suite struct TrustJudgementTests {
    private static let digest = Digest(sha256Of: Array("image".utf8))
    private static let other = Digest(sha256Of: Array("other".utf8))
    private static let host = "registry.example.com"
    private static let release = SigningKey.generate()
    private static let quality = SigningKey.generate()

    private static func signature(
        by key: SigningKey,
        of digest: Digest = digest,
        reference: String? = "registry.example.com/team/app:1.0",
        format: FoundSignature.Format = .simpleSigning
    ) throws -> FoundSignature {
        let message = Array("\(digest) \(reference ?? "")".utf8)
        let bytes = try key.sign(message)
        return FoundSignature(
            format: format,
            identity: Digest(sha256Of: bytes),
            subject: digest,
            reference: reference.flatMap { SignedReference(dockerReference: $0, signed: digest) },
            artifact: other,
            check: .key(signature: bytes, message: message)
        )
    }

    private static func trusted(
        _ name: String = "release",
        _ key: SigningKey = release,
        _ state: TrustedKey.State = .active
    ) -> TrustedKey {
        TrustedKey(name: name, key: key.verificationKey, state: state)
    }

    private func judge(
        _ signatures: [SeenSignature],
        _ requirements: [TrustRequirement] = [TrustRequirement(keys: ["release"])],
        keys: [TrustedKey] = [trusted()],
        authorities: AcceptedAuthorities = AcceptedAuthorities([host])
    ) throws -> TrustJudgement {
        TrustJudgement(
            requirements: requirements,
            keys: keys,
            signatures: signatures,
            digest: Self.digest,
            repository: try RepositoryName("team/app"),
            tag: try Tag("1.0"),
            authorities: authorities
        )
    }

    @Test func aSignatureOfDigestRepositoryAndTagMeetsIt() throws {
        let judgement = try judge([SeenSignature(try Self.signature(by: Self.release), firstSeen: 4)])
        #expect(judgement.isMet)
        #expect(judgement.reason.isEmpty)
        #expect(judgement.requirements.first?.signers == ["release"])
        #expect(judgement.signatures.first?.outcome == .tagBound)
        #expect(judgement.signatures.first?.fingerprint == Self.release.verificationKey.fingerprint)
    }

    @Test func whereNothingIsRequiredNothingIsMissing() throws {
        #expect(try judge([], []).isMet)
    }

    struct Case: Sendable {
        let reference: String?
        let outcome: SignatureVerdict.Outcome
        let tag: Bool
        let digest: Bool
    }

    @Test(arguments: [
        Case(reference: nil, outcome: .digestOnly, tag: false, digest: true),
        Case(reference: "\(host)/team/app", outcome: .digestOnly, tag: false, digest: true),
        Case(reference: "\(host)/team/app:0.9", outcome: .otherTag("0.9"), tag: false, digest: true),
        Case(
            reference: "\(host)/team/other:1.0",
            outcome: .otherRepository("\(host)/team/other:1.0"),
            tag: false,
            digest: true
        ),
        Case(
            reference: "evil.example/team/app:1.0",
            outcome: .otherRepository("evil.example/team/app:1.0"),
            tag: false,
            digest: true
        ),
        // What names no host means docker's registry.
        Case(
            reference: "team/app:1.0",
            outcome: .otherRepository("docker.io/team/app:1.0"),
            tag: false,
            digest: true
        ),
        Case(reference: "REGISTRY.example.com/team/app:1.0", outcome: .tagBound, tag: true, digest: true),
    ])
    func aSignatureBindsWhatItNames(_ example: Case) throws {
        let seen = SeenSignature(try Self.signature(by: Self.release, reference: example.reference), firstSeen: 1)
        let byTag = try judge([seen])
        let byDigest = try judge([seen], [TrustRequirement(keys: ["release"], binding: .digest)])
        #expect(byTag.signatures.first?.outcome == example.outcome)
        #expect(byTag.isMet == example.tag)
        #expect(byDigest.isMet == example.digest)
    }

    @Test func aReferenceWithoutHostBindsNoTag() throws {
        let message: [UInt8] = [1]
        let signature = FoundSignature(
            format: .simpleSigning,
            identity: Self.other,
            subject: Self.digest,
            reference: SignedReference(authority: nil, repository: "team/app", tag: "1.0"),
            artifact: Self.other,
            check: .key(signature: try Self.release.sign(message), message: message)
        )
        #expect(try !judge([SeenSignature(signature, firstSeen: 1)]).isMet)
    }

    @Test(arguments: [TrustRequirement.Binding.tag, .digest])
    func aSignatureOfOtherContentIsWorthNothing(_ binding: TrustRequirement.Binding) throws {
        let signature = try Self.signature(by: Self.release, of: Self.other)
        let judgement = try judge(
            [SeenSignature(signature, firstSeen: 1)],
            [TrustRequirement(keys: ["release"], binding: binding)]
        )
        #expect(!judgement.isMet)
        #expect(judgement.signatures.first?.outcome == .otherDigest(Self.other))
    }

    @Test(arguments: [TrustRequirement.Binding.tag, .digest])
    func aBillOfMaterialsIsNoSignature(_ binding: TrustRequirement.Binding) throws {
        let type = "https://spdx.dev/Document"
        let signature = try Self.signature(by: Self.release, format: .bundle(predicateType: type))
        let judgement = try judge(
            [SeenSignature(signature, firstSeen: 1)],
            [TrustRequirement(keys: ["release"], binding: binding)]
        )
        #expect(!judgement.isMet)
        #expect(judgement.signatures.first?.outcome == .notASignature(predicateType: type))
        #expect(judgement.reason.contains("a statement by release of type https://spdx.dev/Document"))
    }

    struct Age: Sendable {
        let state: TrustedKey.State
        let firstSeen: Int64?
        let counts: Bool
    }

    @Test(arguments: [
        Age(state: .active, firstSeen: nil, counts: true),
        Age(state: .revoked(since: 7), firstSeen: 6, counts: true),
        Age(state: .revoked(since: 7), firstSeen: 7, counts: false),
        Age(state: .revoked(since: 7), firstSeen: 8, counts: false),
        Age(state: .revoked(since: 7), firstSeen: nil, counts: false),
        Age(state: .retired(since: 7), firstSeen: 6, counts: true),
        Age(state: .retired(since: 7), firstSeen: 7, counts: false),
        Age(state: .retired(since: 7), firstSeen: nil, counts: false),
    ])
    func theOrderOfTheLogDecidesAboutKeysThatAreGone(_ age: Age) throws {
        let seen = SeenSignature(try Self.signature(by: Self.release), firstSeen: age.firstSeen)
        let judgement = try judge([seen], keys: [Self.trusted("release", Self.release, age.state)])
        #expect(judgement.isMet == age.counts)
        switch age.state {
        case .active: break
        case .retired(let index): #expect(age.counts || judgement.signatures[0].outcome == .retired(since: index))
        case .revoked(let index): #expect(age.counts || judgement.signatures[0].outcome == .revoked(since: index))
        }
    }

    @Test func aKeyThatWasRevokedUnderOneNameIsDeadUnderAll() throws {
        let seen = SeenSignature(try Self.signature(by: Self.release), firstSeen: 9)
        let keys = [Self.trusted(), Self.trusted("old", Self.release, .revoked(since: 3))]
        #expect(try !judge([seen], keys: keys).isMet)
        let renamed = [Self.trusted(), Self.trusted("old", Self.release, .retired(since: 3))]
        #expect(try judge([seen], keys: renamed).isMet)
    }

    @Test func anotherKeyOfTheSameNameCounts() throws {
        let keys = [
            Self.trusted("release", Self.release, .revoked(since: 3)), Self.trusted("release", Self.quality),
        ]
        let dead = SeenSignature(try Self.signature(by: Self.release), firstSeen: 9)
        let alive = SeenSignature(try Self.signature(by: Self.quality), firstSeen: 9)
        #expect(try !judge([dead], keys: keys).isMet)
        #expect(try judge([dead, alive], keys: keys).isMet)
    }

    @Test func aKeyNobodyKnowsIsWorthNothing() throws {
        let judgement = try judge([SeenSignature(try Self.signature(by: Self.quality), firstSeen: 1)])
        #expect(!judgement.isMet)
        #expect(judgement.signatures.first?.outcome == .unknownKey)
    }

    @Test func differentKeysAreCountedNotSignaturesOrNames() throws {
        let two = [TrustRequirement(keys: ["release", "quality"], threshold: 2)]
        let once = SeenSignature(try Self.signature(by: Self.release), firstSeen: 1)
        let again = SeenSignature(try Self.signature(by: Self.release), firstSeen: 2)
        let second = SeenSignature(try Self.signature(by: Self.quality), firstSeen: 3)
        let keys = [Self.trusted(), Self.trusted("quality", Self.quality)]
        #expect(try !judge([once, again], two, keys: keys).isMet)
        #expect(try judge([once, second], two, keys: keys).isMet)
        let oneKeyWithTwoNames = [Self.trusted(), Self.trusted("quality", Self.release)]
        #expect(try !judge([once, again], two, keys: oneKeyWithTwoNames).isMet)
        let oneNameWithTwoKeys = [
            Self.trusted("release", Self.release, .retired(since: 9)), Self.trusted("release", Self.quality),
        ]
        #expect(try !judge([once, second], two, keys: oneNameWithTwoKeys).isMet)
    }

    @Test func everyRequirementHasToBeMet() throws {
        let both = [TrustRequirement(keys: ["release"]), TrustRequirement(keys: ["quality"])]
        let keys = [Self.trusted(), Self.trusted("quality", Self.quality)]
        let first = SeenSignature(try Self.signature(by: Self.release), firstSeen: 1)
        let second = SeenSignature(try Self.signature(by: Self.quality), firstSeen: 1)
        #expect(try !judge([first], both, keys: keys).isMet)
        #expect(try judge([first, second], both, keys: keys).isMet)
    }

    @Test func whatCannotBeMetIsNotMet() throws {
        let seen = SeenSignature(try Self.signature(by: Self.release), firstSeen: 1)
        #expect(try !judge([seen], [TrustRequirement(keys: [])]).isMet)
        #expect(try !judge([seen], [TrustRequirement(keys: [], threshold: 0)]).isMet)
        #expect(try !judge([], [TrustRequirement(keys: ["release"], threshold: -1)]).isMet)
        #expect(try !judge([seen], [TrustRequirement(keys: ["release"], threshold: 2)]).isMet)
        #expect(try !judge([seen], [TrustRequirement(keys: ["release", "release"], threshold: 2)]).isMet)
        let unknown = try judge([seen], [TrustRequirement(keys: ["gone"])])
        #expect(!unknown.isMet)
        #expect(unknown.reason.contains("the key gone is not known here"))
    }

    @Test func saysWhatItNeedsAndWhatThereIs() throws {
        let none = try judge([])
        #expect(
            none.reason == "needs a signature by release that names registry.example.com/team/app:1.0; there is none"
        )
        let digestOnly = try judge([SeenSignature(try Self.signature(by: Self.release, reference: nil), firstSeen: 1)])
        #expect(
            digestOnly.reason == "needs a signature by release that names registry.example.com/team/app:1.0; "
                + "there is one by release for the digest alone"
        )
        let late = try judge(
            [SeenSignature(try Self.signature(by: Self.release), firstSeen: 8)],
            [TrustRequirement(keys: ["release", "quality"], threshold: 2)],
            keys: [Self.trusted("release", Self.release, .revoked(since: 7)), Self.trusted("quality", Self.quality)]
        )
        #expect(
            late.reason == "needs signatures by 2 of release, quality that name registry.example.com/team/app:1.0; "
                + "there is one by release that the log has since entry 8, while the key was revoked at entry 7"
        )
    }

    @Test func manySignaturesMakeNoLongReason() throws {
        let many = try (0..<40).map { number in
            SeenSignature(
                try Self.signature(by: Self.release, reference: "\(Self.host)/team/app:\(number)"),
                firstSeen: 1
            )
        }
        #expect(try judge(many).reason.hasSuffix("and 35 more"))
    }

    @Test func signaturesThatWereCheckedBeforeAreNotCheckedAgain() throws {
        let signature = try Self.signature(by: Self.release)
        let maker = Self.release.verificationKey
        #expect(try judge([SeenSignature(signature, firstSeen: 1, checkedWith: [maker])]).isMet)
        #expect(try !judge([SeenSignature(signature, firstSeen: 1, makers: [])]).isMet)
        #expect(SeenSignature(signature, firstSeen: 1, checkedWith: [maker]).makers == [maker.fingerprint])
    }

    @Test(arguments: [
        ("localhost:5000", true), ("127.0.0.1:5055", true), ("127.9.9.9", true), ("[::1]:5000", true),
        ("registry.example.com", true), ("localhost.evil.example", false), ("127.0.0.1.evil.example", false),
        ("128.0.0.1", false), ("127.0.0", false), ("[::2]", false), ("", false),
    ])
    func namesOfTheMachineMeanItWhereThatIsAccepted(_ host: String, _ accepted: Bool) {
        let authorities = AcceptedAuthorities([Self.host], loopback: .accepted)
        #expect(authorities.contains(host) == accepted)
        #expect(AcceptedAuthorities([Self.host]).contains(host) == (host == Self.host))
    }
}
