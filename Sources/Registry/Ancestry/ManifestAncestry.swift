// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// What a manifest tells of the place of images among others: its own layers, and the bases it names.
struct ManifestAncestry: Sendable {
    /// The image, when the manifest is one whose layers are known.
    let image: ImageRecord?
    /// The base that the manifest names, by the image it is said of.
    let bases: [Digest: NamedBase]

    /// More entries of an index than this are not looked at; real ones have a few dozen.
    private static let maximumEntries = 1_000

    /// Reads what an image says of itself; labels count only where there are no annotations, since images inherit them.
    init(of manifest: Manifest, _ digest: Digest, image: ImageRecord, labels: [String: String]) {
        self.image = image
        self.bases = (NamedBase(manifest.annotations) ?? NamedBase(labels)).map { [digest: $0] } ?? [:]
    }

    /// Reads what an index says of the images it lists, in an entry's annotations or its own.
    init(ofIndex index: Manifest) {
        let common = NamedBase(index.annotations)
        var bases: [Digest: NamedBase] = [:]
        for entry in index.manifests.prefix(Self.maximumEntries) {
            guard let base = NamedBase(entry.annotations) ?? common else { continue }
            bases[entry.digest] = base
        }
        self.image = nil
        self.bases = bases
    }

    /// Reads nothing: the manifest is no image, or one that is not understood.
    static let unknown = ManifestAncestry()

    private init() {
        self.image = nil
        self.bases = [:]
    }

    /// Records it beside the manifest, in the same change.
    func record(of digest: Digest, in repository: RepositoryName, _ store: any MetadataWriter) throws {
        if let image { try store.putImage(image, of: digest, in: repository) }
        let claims = bases.map { image, base in
            BaseClaim(repository: repository, manifest: digest, image: image, name: base.name, base: base.digest)
        }
        // Most manifests claim nothing, and need not be told so.
        if !claims.isEmpty { try store.putBaseClaims(claims, of: digest, in: repository) }
    }
}

/// The base of an image as annotations or labels name it.
///
/// See <https://github.com/opencontainers/image-spec/blob/main/annotations.md>.
struct NamedBase: Hashable, Sendable {
    let name: String?
    let digest: Digest?

    /// References are shorter than this.
    private static let maximumLength = 1_024

    /// Reads the base; nil when neither a name nor a digest can be made out.
    init?(_ annotations: [String: String]) {
        let name = annotations["org.opencontainers.image.base.name"]
        self.name = name.flatMap { $0.isEmpty || $0.utf8.count > Self.maximumLength ? nil : $0 }
        // Whatever is no digest names nothing that could be looked up.
        self.digest = annotations["org.opencontainers.image.base.digest"].flatMap { try? Digest($0) }
        guard self.name != nil || digest != nil else { return nil }
    }
}
