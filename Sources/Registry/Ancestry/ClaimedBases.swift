// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// The bases that one manifest names, each with the image it is said of.
struct ClaimedBases: Hashable, Sendable {
    struct Claim: Hashable, Sendable {
        let image: Digest
        let base: NamedBase
        let evidence: BaseClaim.Evidence
    }

    /// More claims of one manifest than this are not recorded; real ones make a few dozen.
    private static let maximum = 1_000

    private(set) var claims: [Claim] = []
    private var seen: Set<Claim> = []

    /// Adds the base of an image.
    mutating func add(_ base: NamedBase, of image: Digest, _ evidence: BaseClaim.Evidence) {
        add([base], of: image, evidence)
    }

    /// Adds the bases of an image.
    mutating func add(_ bases: [NamedBase], of image: Digest, _ evidence: BaseClaim.Evidence) {
        for base in bases {
            guard claims.count < Self.maximum else { return }
            let claim = Claim(image: image, base: base, evidence: evidence)
            if seen.insert(claim).inserted { claims.append(claim) }
        }
    }

    /// Adds the claims of others.
    mutating func add(_ others: ClaimedBases) {
        for claim in others.claims { add(claim.base, of: claim.image, claim.evidence) }
    }
}
