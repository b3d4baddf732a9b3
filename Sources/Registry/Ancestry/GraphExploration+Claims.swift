// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// A base as it was claimed for images of a platform.
struct ResolvedBase: Hashable {
    let digest: Digest
    let platform: Platform
}

/// An image that somebody says has to do with another.
struct ClaimedImage {
    let image: StoredImage
    /// How that is known.
    let evidence: AncestryGraph.Evidence
}

extension GraphExploration {
    /// The most images that one claim is taken to mean, and the most claims that are followed from one base.
    private static let maximumClaims = 1_000

    /// The images here that somebody says an image was built on.
    mutating func basesClaimed(for image: StoredImage) throws -> [ClaimedImage] {
        var bases: [ClaimedImage] = []
        for claim in try store.baseClaims(about: image.manifest, in: image.repository) {
            guard let base = claim.base, try isReadable(claim) else { continue }
            bases += try images(claimedAs: ResolvedBase(digest: base, platform: image.platform))
                .filter { $0.manifest != image.manifest }
                .map { ClaimedImage(image: $0, evidence: AncestryGraph.Evidence(claim.evidence)) }
        }
        return bases
    }

    /// The images of which somebody says that they were built on an image, or on an index that lists it.
    mutating func imagesClaiming(_ base: StoredImage) throws -> [ClaimedImage] {
        var found: [ClaimedImage] = []
        for digest in try [base.manifest] + indexes(listing: base.manifest, in: base.repository) {
            var claims: [BaseClaim] = []
            try store.visitBaseClaims(of: digest) { claim in
                claims.append(claim)
                return claims.count < Self.maximumClaims ? .proceed : .stop
            }
            for claim in claims where try isReadable(claim) {
                guard let image = try store.image(claim.image, in: claim.repository),
                    image.manifest != base.manifest,
                    digest == base.manifest || image.platform.fits(base.platform)
                else { continue }
                found.append(ClaimedImage(image: image, evidence: AncestryGraph.Evidence(claim.evidence)))
            }
            guard mayProceed(after: claims.count) else { break }
        }
        return found
    }

    /// Tells whether the caller may read the manifest that makes a claim.
    private mutating func isReadable(_ claim: BaseClaim) throws -> Bool {
        guard let manifest = try store.manifest(claim.manifest, in: claim.repository) else { return false }
        return try readership.admits(manifest, in: claim.repository)
    }

    /// The images here that the digest of a base means: itself, or what an index has for the platform.
    private mutating func images(claimedAs base: ResolvedBase) throws -> [StoredImage] {
        if let known = resolvedBases[base] { return known }
        var images: [StoredImage] = []
        for repository in try store.repositories(holding: base.digest) where images.count < Self.maximumPlaces {
            guard let manifest = try store.manifest(base.digest, in: repository),
                try readership.admits(manifest, in: repository)
            else { continue }
            for image in try self.images(reachedBy: base.digest, in: repository)
            where image.manifest == base.digest || image.platform.fits(base.platform) {
                if try readership.admits(image) { images.append(image) }
            }
        }
        resolvedBases[base] = images
        return images
    }
}

extension Platform {
    /// Tells whether an image for one platform may be built on one for another: a variant counts if both name one.
    func fits(_ other: Platform) -> Bool {
        os == other.os && architecture == other.architecture
            && (variant == nil || other.variant == nil || variant == other.variant)
    }
}

extension AncestryGraph.Evidence {
    init(_ evidence: BaseClaim.Evidence) {
        self =
            switch evidence {
            case .annotation: .annotation
            case .provenance: .provenance
            }
    }
}
