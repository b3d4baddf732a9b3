// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageReading
internal import NIOCore
public import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// Looks at a manifest: what it is, what means it and what refers to it.
    ///
    /// - Parameters:
    ///   - digest: The manifest or index.
    ///   - repository: The repository that has it.
    ///   - caller: Who asks; needs the right to pull, and to read held content if it is held.
    /// - Returns: What is known, in bounded lists. No layer is read.
    /// - Throws: ``RegistryError``: `rightMissing`, `manifestUnknown`, `held`.
    public func imageView(
        _ digest: Digest,
        in repository: RepositoryName,
        by caller: Caller
    ) async throws -> ImageView {
        let pulled = try await manifestHere(digest, in: repository, by: caller)
        let manifest = try Self.parsed(pulled)
        var view = try await metadata.read { store in
            guard let record = try store.manifest(digest, in: repository) else {
                throw RegistryError(.manifestUnknown, "\(repository)@\(digest) is not known here any more")
            }
            var readership = Readership(store, caller)
            let referrers = try store.referrers(
                of: digest,
                in: repository,
                artifactType: nil,
                after: nil,
                limit: ImageView.maximumReferrers + 1
            )
            let tags = try store.tags(of: digest, in: repository)
            let known = Set(tags)
            return ImageView(
                repository: repository,
                digest: digest,
                manifest: manifest,
                record: record,
                content: .artifact,
                tags: Array(tags.prefix(ImageView.maximumNames)),
                formerTags: try store.tags(everMeaning: digest, in: repository)
                    .filter { !known.contains($0) }.prefix(ImageView.maximumNames).map(\.self),
                indexes: try store.indexes(listing: digest, in: repository, &readership),
                holds: try store.holds(in: repository, tag: nil, states: [.open], before: nil, limit: 1_000)
                    .filter { $0.to == digest }.map(\.id),
                referrers: Array(referrers.prefix(ImageView.maximumReferrers)),
                hasMoreReferrers: referrers.count > ImageView.maximumReferrers,
                companionTags: try store.companions(of: digest, in: repository),
                lastPulledAt: try store.lastPull(of: digest, in: repository)
            )
        }
        view.content = try await content(of: manifest, digest, in: repository, by: caller)
        return view
    }

    /// Finds a manifest to look at; what an upstream has is not fetched for that.
    func manifestHere(
        _ digest: Digest,
        in repository: RepositoryName,
        by caller: Caller
    ) async throws -> StoredManifest {
        try caller.require(.pull, in: repository)
        return try await ownManifest(.digest(digest), in: repository, by: caller).manifest
    }

    private static func parsed(_ stored: StoredManifest) throws -> Manifest {
        do throws(ManifestError) {
            return try Manifest(Array(stored.bytes.readableBytesView), declared: stored.mediaType)
        } catch {
            // What an older version took may be refused now; its bytes are served all the same.
            throw RegistryError(
                .manifestInvalid,
                "\(stored.digest) can be pulled, but not shown: \(error.description)"
            )
        }
    }

    private func content(
        of manifest: Manifest,
        _ digest: Digest,
        in repository: RepositoryName,
        by caller: Caller
    ) async throws -> ImageView.Content {
        if manifest.mediaType.isIndex {
            var listings: [ImageView.Listing] = []
            for (number, descriptor) in manifest.manifests.enumerated() {
                let size = number < ImageView.maximumSizes ? try await size(of: descriptor, repository, caller) : nil
                listings.append(ImageView.Listing(descriptor: descriptor, size: size))
            }
            return .index(listings)
        }
        guard let descriptor = manifest.config, descriptor.mediaType.isImageConfiguration,
            manifest.layers.allSatisfy(\.mediaType.isFileSystemLayer)
        else { return .artifact }
        do {
            let config = try await config(descriptor, in: repository)
            let bases = try await metadata.read { store -> [KnownBase] in
                guard let image = try store.image(digest, in: repository) else { return [] }
                var readership = Readership(store, caller)
                return try KnownBase.bases(of: image, store, &readership)
            }
            return .image(config, bases: try await withHistory(bases, of: config, by: caller))
        } catch let error as UnreadableConfig {
            return .unreadable(error.reason)
        }
    }

    /// Finds out of the largest bases whose histories the image's begins with.
    private func withHistory(
        _ bases: [KnownBase],
        of config: ImageConfig,
        by caller: Caller
    ) async throws -> [KnownBase] {
        var bases = bases
        for position in bases.indices.prefix(KnownBase.maximumHistories) {
            let base = bases[position]
            do {
                let stored = try await manifestHere(base.digest, in: base.repository, by: caller)
                guard let descriptor = try Self.parsed(stored).config else { continue }
                let history = try await self.config(descriptor, in: base.repository).history
                if !history.isEmpty, config.history.starts(with: history) { bases[position].steps = history.count }
            } catch is RegistryError, is UnreadableConfig {
                // A base that cannot be read is named all the same.
                continue
            }
        }
        return bases
    }

    /// The bytes that an entry of an index stands for, if the repository has it and it says so.
    private func size(of descriptor: Descriptor, _ repository: RepositoryName, _ caller: Caller) async throws -> Int64?
    {
        do {
            let stored = try await manifestHere(descriptor.digest, in: repository, by: caller)
            let manifest = try Manifest(Array(stored.bytes.readableBytesView), declared: stored.mediaType)
            return manifest.mediaType.isIndex ? nil : manifest.pulledSize
        } catch is RegistryError, is ManifestError {
            // An index may list what the repository lacks or what is held; then the size is not told.
            return nil
        }
    }

    private func config(_ descriptor: Descriptor, in repository: RepositoryName) async throws -> ImageConfig {
        let isStored = try await metadata.read { try $0.blob(descriptor.digest, in: repository) != nil }
        guard isStored, descriptor.mustBePresent else { throw UnreadableConfig(reason: "the repository lacks it") }
        guard descriptor.size <= ImageConfig.maximumSize else {
            throw UnreadableConfig(reason: "it has \(descriptor.size) bytes, more than are read")
        }
        guard let reader = try await blobs.reader(of: descriptor.digest), reader.size == descriptor.size else {
            throw UnreadableConfig(reason: "its stored bytes are gone or not as many as there should be")
        }
        let bytes = try await reader.read(at: 0, count: Int(reader.size))
        guard Digest(of: bytes, algorithm: descriptor.digest.algorithm) == descriptor.digest else {
            throw UnreadableConfig(reason: "its stored bytes are damaged; push it again to heal it")
        }
        do throws(ManifestError) {
            return try ImageConfig(Array(bytes.readableBytesView))
        } catch {
            throw UnreadableConfig(reason: error.description)
        }
    }
}

/// Why a configuration cannot be shown.
private struct UnreadableConfig: Error {
    let reason: String
}

extension MetadataReader {
    fileprivate func indexes(
        listing digest: Digest,
        in repository: RepositoryName,
        _ readership: inout Readership
    ) throws -> [ImageView.NamedIndex] {
        var indexes: [ImageView.NamedIndex] = []
        for parent in try parents(of: digest, in: repository).prefix(ImageView.maximumIndexes) {
            guard let record = try manifest(parent, in: repository), try readership.admits(record, in: repository)
            else { continue }
            let tags = try tags(of: parent, in: repository)
            indexes.append(ImageView.NamedIndex(digest: parent, tags: Array(tags.prefix(ImageView.maximumNames))))
        }
        return indexes
    }

    fileprivate func companions(of digest: Digest, in repository: RepositoryName) throws -> [Tag] {
        try CompanionTag.Kind.signers.compactMap { Tag.companion($0, of: digest) }
            .filter { try tag($0, in: repository)?.digest != nil }
    }
}
