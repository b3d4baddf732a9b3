// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
public import OCIModel

/// What the head of an answer says of a manifest.
public struct ManifestHead: Hashable, Sendable {
    /// What the reference means.
    public var digest: Digest
    /// The type of the manifest, where the registry says it and it is one that is understood.
    public var mediaType: MediaType?
    /// Its length in bytes, where the registry says it.
    public var size: Int64?

    /// Creates a head.
    public init(digest: Digest, mediaType: MediaType?, size: Int64?) {
        self.digest = digest
        self.mediaType = mediaType
        self.size = size
    }
}

extension RegistrySource {
    /// Finds what a reference means with one HEAD request, and never reads the manifest instead.
    ///
    /// For checks, which must not count as pulls where registries count these.
    ///
    /// - Throws: ``ClientError``: ``ClientError/Code/unsupported`` when the registry does not answer HEAD with a digest.
    public func askHead(_ reference: ManifestReference) async throws -> ManifestHead {
        let (answer, digest) = try await headAnswer(reference)
        try await submit(answer, digest, about: reference)
        let type = answer.header("Content-Type").map { MediaType(contentType: $0) }
        return ManifestHead(
            digest: digest,
            mediaType: type.flatMap { $0.isWellKnown || $0 == .artifactManifest ? $0 : nil },
            size: answer.contentLength
        )
    }

    /// The answer to a HEAD request, with the digest that it must name.
    func headAnswer(_ reference: ManifestReference) async throws -> (RegistryAnswer, Digest) {
        let answer = try await repository.send(
            try request(.HEAD, reference),
            repository.pulling,
            expecting: [200]
        )
        guard let digest = Self.claimedDigest(of: answer) else {
            throw ClientError(
                .unsupported,
                "\(repository.describe(reference)): the registry does not say which digest it means without sending it"
            )
        }
        return (answer, digest)
    }
}
