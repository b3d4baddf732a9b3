// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Whether the signatures of a digest meet what is required of it under a tag, and why not.
///
/// Server and command line decide with it alike. What cannot be decided is not met.
public struct TrustJudgement: Sendable {
    /// What one requirement came to.
    public struct RequirementVerdict: Hashable, Sendable {
        /// The requirement.
        public let requirement: TrustRequirement
        /// Whether it is met.
        public let isMet: Bool
        /// The names of the keys whose signatures count, in the order of the requirement.
        public let signers: [String]
        /// What it needs and what there is, in words.
        public let reason: String
    }

    /// What each requirement came to, in their order; all have to be met.
    public let requirements: [RequirementVerdict]
    /// What each signature is worth, in their order.
    public let signatures: [SignatureVerdict]

    /// Judges signatures.
    ///
    /// Signatures that nobody has checked yet are checked here, if they are about the digest.
    ///
    /// - Parameters:
    ///   - required: What is required; nothing is met by everything.
    ///   - keys: The keys that are known, with their states.
    ///   - signatures: What was found for the digest.
    ///   - digest: What the tag means, or would mean.
    ///   - repository: The repository.
    ///   - tag: The tag; nil for a digest that is asked about under no name, which nothing binds.
    ///   - authorities: The hosts that mean this registry.
    public init(
        requirements required: [TrustRequirement],
        keys: [TrustedKey],
        signatures: [SeenSignature],
        digest: Digest,
        repository: RepositoryName,
        tag: Tag?,
        authorities: AcceptedAuthorities
    ) {
        let place = Place(digest: digest, repository: repository, tag: tag, authorities: authorities)
        let verdicts = signatures.map { Self.verdict(of: $0, keys: keys, at: place) }
        self.signatures = verdicts
        self.requirements = required.map { Self.verdict(of: $0, keys: keys, signatures: verdicts, at: place) }
    }

    /// Tells whether every requirement is met.
    public var isMet: Bool { requirements.allSatisfy(\.isMet) }

    /// What is missing, in words; empty if nothing is.
    public var reason: String { requirements.filter { !$0.isMet }.map(\.reason).joined(separator: "; and ") }
}

extension TrustJudgement {
    /// What is judged.
    struct Place {
        let digest: Digest
        let repository: RepositoryName
        let tag: Tag?
        let authorities: AcceptedAuthorities

        /// What a signature that names a reference and this digest comes to.
        func outcome(of reference: SignedReference?) -> SignatureVerdict.Outcome {
            guard let reference else { return .digestOnly }
            guard let authority = reference.authority, authorities.contains(authority),
                reference.repository == repository.rawValue
            else { return .otherRepository(reference.description) }
            guard let signed = reference.tag else { return .digestOnly }
            return signed == tag?.rawValue ? .tagBound : .otherTag(signed)
        }

        var name: String { "\(authorities.shown)/\(repository)\(tag.map { ":\($0)" } ?? "")" }
    }

    private static func verdict(of seen: SeenSignature, keys: [TrustedKey], at place: Place) -> SignatureVerdict {
        let signature = seen.signature
        // Those about other content are not worth the cost of a check.
        let isAbout = signature.subject == place.digest
        let unchecked = isAbout ? keys.map(\.key) : []
        let made = seen.makers ?? SeenSignature.makers(of: signature, among: unchecked)
        let makers = keys.filter { made.contains($0.key.fingerprint) }
        var names: [String] = []
        for maker in makers where !names.contains(maker.name) { names.append(maker.name) }
        let dead = makers.filter { death(of: $0, among: makers, firstSeen: seen.firstSeen) != nil }
        let alive = names.filter { name in !dead.contains { $0.name == name } }

        let outcome: SignatureVerdict.Outcome
        if !isAbout {
            outcome = .otherDigest(signature.subject)
        } else if case .bundle(let type) = signature.format, !signature.isSignature {
            outcome = .notASignature(predicateType: type)
        } else if alive.isEmpty {
            let reason = dead.first.flatMap { death(of: $0, among: makers, firstSeen: seen.firstSeen) }
            outcome = reason ?? .unknownKey
        } else {
            outcome = place.outcome(of: signature.reference)
        }
        return SignatureVerdict(
            signature: signature,
            firstSeen: seen.firstSeen,
            keys: alive.isEmpty ? names : alive,
            fingerprint: makers.first?.key.fingerprint,
            outcome: outcome
        )
    }

    /// Why a signature does not count for a key, if the key was retired or revoked before the log had it.
    ///
    /// A key that was revoked under one name is revoked under all: it is the key that is in the wrong hands.
    private static func death(
        of key: TrustedKey,
        among makers: [TrustedKey],
        firstSeen: Int64?
    ) -> SignatureVerdict.Outcome? {
        for maker in makers {
            if case .revoked(let since) = maker.state, firstSeen.map({ $0 >= since }) ?? true {
                return .revoked(since: since)
            }
        }
        if case .retired(let since) = key.state, firstSeen.map({ $0 >= since }) ?? true {
            return .retired(since: since)
        }
        return nil
    }
}
