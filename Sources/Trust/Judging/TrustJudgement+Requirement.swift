// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension TrustJudgement {
    /// The most signatures that a reason tells of.
    private static let mostTold = 5

    /// Decides one requirement.
    ///
    /// Different keys are counted, and each name once: neither two signatures by one key nor one key under two names are
    /// two signers, nor is a name whose key was changed.
    static func verdict(
        of requirement: TrustRequirement,
        keys: [TrustedKey],
        signatures: [SignatureVerdict],
        at place: Place
    ) -> RequirementVerdict {
        let counting = signatures.filter { $0.counts(for: requirement.binding) }
        var used: Set<Digest> = []
        var signers: [String] = []
        for name in requirement.keys {
            let fingerprints = counting.filter { $0.keys.contains(name) }.compactMap(\.fingerprint)
            guard let fresh = fingerprints.first(where: { !used.contains($0) }) else { continue }
            used.insert(fresh)
            signers.append(name)
        }
        let isMet = signers.count >= requirement.threshold
        return RequirementVerdict(
            requirement: requirement,
            isMet: isMet,
            signers: signers,
            reason: isMet
                ? "signed by \(signers.joined(separator: ", "))"
                : "\(need(of: requirement, at: place)); \(situation(of: requirement, keys: keys, signatures: signatures))"
        )
    }

    private static func need(of requirement: TrustRequirement, at place: Place) -> String {
        let names = requirement.keys.joined(separator: ", ")
        let object = requirement.binding == .tag ? place.name : place.digest.short
        guard !requirement.keys.isEmpty else {
            return "needs a signature that names \(object), but the rule names no key that may make it"
        }
        guard requirement.threshold > 1 else {
            return "needs a signature by \(requirement.keys.count > 1 ? "one of " : "")\(names) that names \(object)"
        }
        return "needs signatures by \(requirement.threshold) of \(names) that name \(object)"
    }

    private static func situation(
        of requirement: TrustRequirement,
        keys: [TrustedKey],
        signatures: [SignatureVerdict]
    ) -> String {
        let known = Set(keys.map(\.name))
        let unknown = requirement.keys.filter { !known.contains($0) }.map { "the key \($0) is not known here" }
        var told: [String] = []
        var kinds: Set<[String]> = []
        // One signing makes several signatures that come to the same.
        for signature in signatures {
            let isNotation = signature.signature.format == .notation
            guard kinds.insert(signature.keys + ["\(signature.outcome) \(isNotation)"]).inserted else { continue }
            if !told.contains(signature.description) { told.append(signature.description) }
        }
        guard !told.isEmpty else {
            let ended = keys.filter { requirement.keys.contains($0.name) }.compactMap(\.end)
            return (unknown + ended + ["there is none"]).joined(separator: ", ")
        }
        let more = told.count > mostTold ? ", and \(told.count - mostTold) more" : ""
        let there = "there is " + told.prefix(mostTold).joined(separator: ", ") + more
        return (unknown + [there]).joined(separator: ", ")
    }
}

extension TrustedKey {
    /// That nothing it signs from here on counts, in words; nil while it is active.
    fileprivate var end: String? {
        switch state {
        case .active: nil
        case .retired: "the key \(name) was retired"
        case .revoked: "the key \(name) was revoked"
        }
    }
}
