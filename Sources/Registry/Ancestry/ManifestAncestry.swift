// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// What a manifest tells of the place of images among others: its own layers, and the bases it names.
struct ManifestAncestry: Sendable {
    /// The image, when the manifest is one whose layers are known.
    let image: ImageRecord?
    /// The bases that the manifest names.
    let claims: ClaimedBases

    /// More entries of an index than this are not looked at; real ones have a few dozen.
    private static let maximumEntries = 1_000

    /// Reads what an image says of itself; labels count only where there are no annotations, since images inherit them.
    init(of manifest: Manifest, _ digest: Digest, image: ImageRecord, labels: [String: String]) {
        var claims = ClaimedBases()
        if let base = NamedBase(manifest.annotations) ?? NamedBase(labels) {
            claims.add(base, of: digest, .annotation)
        }
        self.image = image
        self.claims = claims
    }

    /// Reads what an index says of the images it lists, in an entry's annotations or its own, and takes what its
    /// attestations say.
    init(ofIndex index: Manifest, provenance: ClaimedBases) {
        let common = NamedBase(index.annotations)
        var bases: [Digest: NamedBase] = [:]
        for entry in index.manifests.prefix(Self.maximumEntries) {
            guard let base = NamedBase(entry.annotations) ?? common else { continue }
            bases[entry.digest] = base
        }
        var claims = ClaimedBases()
        for (image, base) in bases { claims.add(base, of: image, .annotation) }
        claims.add(provenance)
        self.init(claims: claims)
    }

    /// Takes what a manifest that is no image says of images.
    init(claims: ClaimedBases) {
        self.image = nil
        self.claims = claims
    }

    /// Reads nothing: the manifest is no image, or one that is not understood.
    static let unknown = ManifestAncestry(claims: ClaimedBases())

    /// Records it beside the manifest, in the same change.
    func record(of digest: Digest, in repository: RepositoryName, _ store: any MetadataWriter) throws {
        if let image { try store.putImage(image, of: digest, in: repository) }
        let claims = claims.claims.map { claim in
            BaseClaim(
                repository: repository,
                manifest: digest,
                image: claim.image,
                name: claim.base.name,
                base: claim.base.digest,
                evidence: claim.evidence
            )
        }
        // Most manifests claim nothing, and need not be told so.
        if !claims.isEmpty { try store.putBaseClaims(claims, of: digest, in: repository) }
    }
}

/// The base of an image as annotations, labels or provenance name it.
///
/// See <https://github.com/opencontainers/image-spec/blob/main/annotations.md>.
struct NamedBase: Hashable, Sendable {
    let name: String?
    let digest: Digest?

    /// References are shorter than this.
    private static let maximumLength = 1_024

    /// Reads the base; nil when neither a name nor a digest can be made out.
    init?(_ annotations: [String: String]) {
        self.init(
            name: annotations["org.opencontainers.image.base.name"],
            // Whatever is no digest names nothing that could be looked up.
            digest: annotations["org.opencontainers.image.base.digest"].flatMap { try? Digest($0) }
        )
    }

    /// Takes a name, unless it is none, and a digest; nil when neither is left.
    init?(name: String?, digest: Digest?) {
        self.name = name.flatMap { $0.isEmpty || $0.utf8.count > Self.maximumLength ? nil : $0 }
        self.digest = digest
        guard self.name != nil || digest != nil else { return nil }
    }
}
