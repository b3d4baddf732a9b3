// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A place that images are read from: a repository of a registry, a layout, an archive.
///
/// What ``open(_:from:)`` gives is not verified; callers use ``blob(_:)``, which is. Manifests are verified by the
/// source. All implementations run one conformance suite.
public protocol ImageSource: Sendable {
    /// What to call the place in messages, such as `docker.io/library/nginx` or `oci:./layout`.
    var name: String { get }

    /// What the location meant with its own words, such as its tag, else the only image of the place.
    ///
    /// A place that holds several images, of which the location names none, throws an error that lists them.
    var defaultReference: ManifestReference? { get async throws }

    /// Finds what a reference means without reading the manifest, where the place can do that (HEAD in a registry).
    func resolve(_ reference: ManifestReference) async throws -> Descriptor

    /// Reads a manifest or index and verifies it: against the digest asked for, or the digest the place claims.
    func manifest(_ reference: ManifestReference) async throws -> FetchedManifest

    /// Opens the bytes of a blob from an offset on, unverified. Failures of transport are retried within.
    func open(_ blob: Descriptor, from offset: Int64) async throws -> BlobStream

    /// Lists the manifests whose subject is a digest.
    func referrers(of subject: Digest) async throws -> [Descriptor]

    /// Lists the tags; bounded by the place.
    func tags() async throws -> [String]

    /// What the place had to make up or noticed when it was opened, for people.
    var notes: [String] { get async }

    /// Frees what the place holds open. Must be called once.
    func close() async throws
}

/// A manifest as it was read, with the address it was verified against.
public struct FetchedManifest: Sendable {
    /// The parsed manifest with its bytes.
    public let manifest: Manifest
    /// The digest of the bytes.
    public let digest: Digest

    /// Creates a fetched manifest.
    public init(manifest: Manifest, digest: Digest) {
        self.manifest = manifest
        self.digest = digest
    }

    /// What an index would say of it.
    public var descriptor: Descriptor {
        Descriptor(
            mediaType: manifest.mediaType,
            digest: digest,
            size: Int64(manifest.bytes.count),
            artifactType: manifest.artifactType
        )
    }
}
