// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// Finds every image that is built on what a reference means.
    ///
    /// The images meant, and others of exactly their layers, are affected only if somebody says that they were built on
    /// one of them. Answered by look-ups in the index of images: cost grows with the answer, not with what is stored.
    /// - Parameters:
    ///   - reference: A tag or a digest; an index stands for all its images. A host is ignored.
    ///   - tags: Which names are listed.
    ///   - limit: The most images, and the most names of them, at most ``maximumGraph``. The nearest come first.
    ///   - caller: Who asks; sees what that one may pull.
    /// - Returns: The images by their names.
    /// - Throws: ``RegistryError``: `rightMissing`, `repositoryUnknown`, `manifestUnknown`, `held`, `requestInvalid`.
    public func affected(
        by reference: Reference,
        tags: AffectedImages.Tags,
        limit: Int,
        by caller: Caller
    ) async throws -> AffectedImages {
        try caller.require(.pull, in: reference.repository)
        let limit = min(max(limit, 0), Self.maximumGraph)
        return try await metadata.read { store in
            guard try store.hasRepository(reference.repository) else { throw Self.unknown(reference.repository) }
            var exploration = GraphExploration(store, caller, limit: .max)
            guard let digest = try exploration.digest(of: reference) else {
                throw RegistryError(
                    .requestInvalid,
                    "\(reference.repository) is a repository; name one of its tags or digests"
                )
            }
            try exploration.includeImages(of: digest, in: reference.repository)
            let images = try exploration.imagesBuiltOnThoseFound(tags, limit: limit)
            return AffectedImages(
                reference: Reference(repository: reference.repository, tag: reference.tag, digest: digest),
                images: images,
                isTruncated: exploration.isTruncated,
                isBeingIndexed: try store.imageIndexProgress() != .complete
            )
        }
    }

    /// Finds every image that is built on a manifest, such as the one that a held change would replace.
    ///
    /// - Parameters:
    ///   - digest: An image, or an index, which stands for all its images.
    ///   - repository: The repository that has it.
    ///   - tags: Which names are listed.
    ///   - limit: The most images, and the most names of them, at most ``maximumGraph``. The nearest come first.
    ///   - caller: Who asks; sees what that one may pull.
    /// - Returns: The images by their names.
    /// - Throws: ``RegistryError``: `rightMissing`, `repositoryUnknown`, `manifestUnknown`, `held`.
    public func affected(
        by digest: Digest,
        in repository: RepositoryName,
        tags: AffectedImages.Tags,
        limit: Int,
        by caller: Caller
    ) async throws -> AffectedImages {
        try await affected(
            by: Reference(repository: repository, digest: digest),
            tags: tags,
            limit: limit,
            by: caller
        )
    }
}
