// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import NIOCore
internal import OCIClient
internal import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// The most blobs of one image that are fetched at a time.
    private static let intakeWidth = 4
    /// The most images of an index that are fetched for a decision.
    private static let maximumChildren = 100

    /// Takes a manifest of an upstream as a push of it would be taken: the bytes are durable before the rules are asked.
    ///
    /// - Parameters:
    ///   - fetched: The manifest.
    ///   - tags: The tags that are to mean it, if the rules let them.
    ///   - children: Manifests that it lists and that come with it.
    ///   - place: The repository.
    ///   - reason: Why, for history.
    ///   - visibility: Who may read it when no rule holds it.
    /// - Returns: Whether the tags mean it now, or what keeps them from it.
    /// - Throws: ``RegistryError`` for a manifest that is not stored here; ``StoreError`` when a store fails.
    func take(
        _ fetched: FetchedManifest,
        tags: [Tag],
        children: [FetchedManifest] = [],
        at place: UpstreamPlace,
        reason: String?,
        visibility: ManifestRecord.Visibility = .everyone
    ) async throws -> PushTransaction.Outcome {
        let repository = place.repository
        try await requireWelcome(fetched.manifest.manifests.map(\.digest), at: place)
        let push = ManifestPush(
            repository: repository,
            reference: .digest(fetched.digest),
            tags: tags,
            bytes: ByteBuffer(bytes: fetched.manifest.bytes),
            mediaType: fetched.manifest.mediaType
        )
        let additions = try await additions(to: push, fetched.manifest)
        var known: [Digest: ManifestAncestry] = [:]
        for manifest in [fetched] + children {
            try requirePlain(manifest.manifest.mediaType.rawValue, "media type")
            try requirePlain(manifest.manifest.artifactType ?? "", "artifact type")
            try await blobs.put(ByteBuffer(bytes: manifest.manifest.bytes), as: manifest.digest)
            try await healed(manifest.digest)
            known[manifest.digest] = try await ancestryAtUpstream(
                of: manifest.manifest,
                manifest.digest,
                in: repository
            )
        }
        let ancestry = known
        let moment = now()
        let caller = Caller(user: place.actor, access: .open)
        let outcome = try await metadata.write { [self] store in
            for child in children {
                try Self.record(child, by: caller, at: moment, in: repository, store)
                try ancestry[child.digest]?.record(of: child.digest, in: repository, store)
            }
            return try PushTransaction(
                store: store,
                rules: policy.rules,
                push: push,
                manifest: fetched.manifest,
                digest: fetched.digest,
                additions: additions,
                ancestry: ancestry[fetched.digest] ?? .unknown,
                caller: caller,
                now: moment,
                origin: .upstream(reason: reason),
                visibility: visibility
            ).run()
        }
        cache.drop([fetched.digest] + fetched.manifest.manifests.map(\.digest), in: repository)
        cache.drop(tags, in: repository)
        if case .refused = outcome { comparisons.bell.ring() }
        return outcome
    }

    /// Takes a manifest with all that people need to decide about it: the images it lists, their settings and layers.
    ///
    /// - Parameters:
    ///   - fetched: The manifest.
    ///   - tags: The tags that are to mean it.
    ///   - place: The repository.
    ///   - current: What the tags mean now: of an index only the platforms are fetched that are here of that one; nil
    ///     fetches all.
    ///   - reason: Why, for history.
    /// - Throws: ``RegistryError`` when something cannot be fetched; nothing has changed then.
    func takeWhole(
        _ fetched: FetchedManifest,
        tags: [Tag],
        at place: UpstreamPlace,
        like current: Digest?,
        reason: String?
    ) async throws {
        do {
            let wanted = try await platformsHere(of: current, in: place.repository)
            let children = try await children(of: fetched, at: place, on: wanted)
            for image in [fetched] + children {
                try await fill((image.manifest.config.map { [$0] } ?? []) + image.manifest.layers, at: place)
            }
            _ = try await take(fetched, tags: tags, children: children, at: place, reason: reason)
        } catch let error as RegistryError where error.code == .manifestUnknown || error.code == .blobUnknown {
            throw RegistryError(
                .upstreamUnavailable,
                "\(place.upstream.name) lacks a part of \(place.repository)@\(fetched.digest), so nobody can decide about it:"
                    + " \(error.message)"
            )
        }
    }

    /// The manifests that an index lists, through indexes in it; nothing for what is no index.
    private func children(
        of root: FetchedManifest,
        at place: UpstreamPlace,
        on wanted: Set<Platform?>?
    ) async throws -> [FetchedManifest] {
        var found: [FetchedManifest] = []
        var seen: Set<Digest> = [root.digest]
        var waiting = [root]
        while let index = waiting.popLast() {
            for descriptor in index.manifest.manifests where !descriptor.isAttestation && !descriptor.hasURLs {
                if let wanted, !wanted.contains(descriptor.platform) { continue }
                guard seen.insert(descriptor.digest).inserted else { continue }
                guard found.count < Self.maximumChildren else {
                    throw RegistryError(
                        .upstreamUnavailable,
                        "\(place.repository)@\(root.digest) lists more than \(Self.maximumChildren) images, which nobody could"
                            + " decide about"
                    )
                }
                let name = "\(place.repository)@\(descriptor.digest)"
                let child = try await asking(place, about: name) { try await $0.manifest(.digest(descriptor.digest)) }
                found.append(child)
                if child.manifest.mediaType.isIndex { waiting.append(child) }
            }
        }
        return found
    }

    private func fill(_ wanted: [Descriptor], at place: UpstreamPlace) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, blob) in wanted.filter(\.mustBePresent).enumerated() {
                if number >= Self.intakeWidth { try await group.next() }
                group.addTask { try await self.fill(blob, at: place) }
            }
            try await group.waitForAll()
        }
    }

    /// The platforms of an index whose images are here; nil when all are wanted.
    private func platformsHere(of index: Digest?, in repository: RepositoryName) async throws -> Set<Platform?>? {
        guard let index, let record = try await metadata.read({ try $0.manifest(index, in: repository) }),
            record.mediaType.isIndex, let bytes = try await blobs.bytes(of: index, limit: Manifest.maximumSize),
            // It was parsed when it was stored; what cannot be read now tells of no platforms.
            let manifest = try? Manifest(Array(bytes.readableBytesView), declared: record.mediaType)
        else { return nil }
        let here = try await metadata.read { store in
            try manifest.manifests.filter { try store.manifest($0.digest, in: repository) != nil }
        }
        return Set(here.map(\.platform))
    }

    /// What a manifest tells of the place of images; its settings are read only once the repository has them.
    private func ancestryAtUpstream(
        of manifest: Manifest,
        _ digest: Digest,
        in repository: RepositoryName
    ) async throws -> ManifestAncestry {
        // What an upstream's manifest names by digest may lie here in somebody's own repository: that is not read.
        if manifest.mediaType.isIndex { return ManifestAncestry(ofIndex: manifest, provenance: ClaimedBases()) }
        let needed = (manifest.imageConfig.map { [$0] } ?? manifest.layers).map(\.digest)
        let isHere = try await metadata.read { store in
            try needed.allSatisfy { try store.blob($0, in: repository) != nil }
        }
        return isHere ? await ancestry(of: manifest, digest, in: repository) : .unknown
    }

    private static func record(
        _ fetched: FetchedManifest,
        by caller: Caller,
        at moment: Timestamp,
        in repository: RepositoryName,
        _ store: any MetadataWriter
    ) throws {
        guard try store.manifest(fetched.digest, in: repository) == nil else { return }
        let manifest = fetched.manifest
        try store.putManifest(
            ManifestRecord(
                digest: fetched.digest,
                mediaType: manifest.mediaType,
                artifactType: manifest.artifactType,
                size: Int64(manifest.bytes.count),
                subject: manifest.subject?.digest,
                annotations: manifest.annotations,
                // What lists it makes it readable once that is.
                visibility: .held,
                pushedBy: caller.name,
                pushedAt: moment
            ),
            pointingTo: (manifest.blobs + manifest.manifests).filter(\.mustBePresent).map(\.digest),
            in: repository
        )
    }
}

// MARK: Arrivals

extension Registry {
    /// The most manifests that are looked at again when something arrives that they point to.
    private static let maximumParents = 100

    /// Puts images into the index of images once the settings they need are here.
    ///
    /// Never throws: what cannot be read now is found by the walk over all images.
    func blobArrived(_ digest: Digest, in repository: RepositoryName) async {
        do {
            let parents = try await metadata.read { store in
                try store.parents(of: digest, in: repository).prefix(Self.maximumParents)
                    .compactMap { try store.manifest($0, in: repository) }
            }
            for parent in parents where !parent.mediaType.isIndex {
                guard let bytes = try await blobs.bytes(of: parent.digest, limit: Manifest.maximumSize) else {
                    continue
                }
                let manifest = try Manifest(Array(bytes.readableBytesView), declared: parent.mediaType)
                guard manifest.imageConfig.map({ $0.digest == digest }) ?? true else { continue }
                let ancestry = try await ancestryAtUpstream(of: manifest, parent.digest, in: repository)
                try await metadata.write { store in
                    guard try store.manifest(parent.digest, in: repository) != nil else { return }
                    try ancestry.record(of: parent.digest, in: repository, store)
                }
            }
            try await renewComparisons(in: repository)
        } catch {
            log.debug("an image is not put into the index of images yet", metadata: ["reason": "\(error)"])
        }
    }
}
