// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIClient
internal import OCIModel
internal import Policy
internal import Storage

/// Fetches an image of an upstream as a client would that pulls it: by the same rules, into the same history.
struct ImageWarming: Sendable {
    /// The most manifests of one image, those of nested indexes among them.
    private static let maximumManifests = 2_000
    /// How many blobs are fetched at a time.
    private static let width = 4

    let registry: Registry
    let place: UpstreamPlace
    let request: WarmRequest
    let caller: Caller
    let job: WarmDesk.Job

    func run() async throws {
        let root = try await root()
        job.update { $0.digest = root.digest }
        let blobs = try await blobs(of: root)
        job.update { progress in
            progress.blobs = blobs.count
            progress.bytes = blobs.reduce(0) { $0.addingReportingOverflow($1.size).partialValue }
        }
        try await fetch(blobs)
        job.update { $0.isComplete = true }
        if job.progress.fetchedBlobs > 0 { try await registry.renewComparisons(in: place.repository) }
    }

    /// The manifest that the request names; a digest decides, and the tag beside it is followed for the history's sake.
    private func root() async throws -> StoredManifest {
        guard let digest = request.digest else { return try await manifest(.tag(request.tag ?? .latest)) }
        if let tag = request.tag, try await mayFollow(tag, to: digest) { return try await manifest(.tag(tag)) }
        return try await manifest(.digest(digest))
    }

    /// Whether a tag leads to a digest: it means that here, or nothing here ever had the tag and it means that there.
    ///
    /// A tag that means something else there must not come into being here because somebody asked for other content.
    private func mayFollow(_ tag: Tag, to digest: Digest) async throws -> Bool {
        let repository = place.repository
        if let record = try await registry.metadata.read({ try $0.tag(tag, in: repository) }) {
            return record.digest == digest
        }
        let create = registry.policy.rules.rule(for: repository, tag: tag).create
        guard create != .deny else { return false }
        let head: ManifestHead
        do {
            head = try await registry.asking(place, about: "\(repository):\(tag)") { try await $0.askHead(.tag(tag)) }
        } catch is RegistryError {
            // The tag is gone there, or cannot be asked about. What it meant may still be had, or be here.
            return false
        }
        guard head.digest == digest else { return false }
        // What is let in is then the digest that was answered, should the tag move in between.
        let key = RegistryCache.TagKey(repository: repository, tag: tag)
        if create == .allow { registry.upstreamDesk.keep(head, about: key, at: registry.now()) }
        return true
    }

    private func manifest(_ reference: ManifestReference) async throws -> StoredManifest {
        let pulled = try await registry.manifest(reference, in: place.repository, for: .content, by: caller)
        return pulled.manifest
    }

    /// Brings in all manifests that are wanted, and gives what they point to, each blob once.
    private func blobs(of root: StoredManifest) async throws -> [Descriptor] {
        var waiting = [root]
        var seen: Set<Digest> = [root.digest]
        var known: Set<Digest> = []
        var blobs: [Descriptor] = []
        while let next = waiting.popLast() {
            try Task.checkCancellation()
            let manifest = try parse(next)
            job.update { $0.manifests += 1 }
            blobs += manifest.blobs.filter { $0.mustBePresent && known.insert($0.digest).inserted }
            guard manifest.mediaType.isIndex else { continue }
            for child in try wanted(in: manifest) where seen.insert(child.digest).inserted {
                guard seen.count <= Self.maximumManifests else {
                    throw RegistryError(
                        .requestInvalid,
                        "\(request.reference) lists more than \(Self.maximumManifests) manifests; name platforms"
                    )
                }
                waiting.append(try await self.manifest(.digest(child.digest)))
            }
        }
        return blobs
    }

    private func parse(_ stored: StoredManifest) throws -> Manifest {
        do throws(ManifestError) {
            return try Manifest(Array(stored.bytes.readableBytesView), declared: stored.mediaType)
        } catch {
            throw RegistryError(.manifestInvalid, "\(stored.digest) cannot be read: \(error.description)")
        }
    }

    /// The entries of an index for the platforms that are wanted, with the attestations about them.
    private func wanted(in index: Manifest) throws -> [Descriptor] {
        guard let platforms = request.platforms else { return index.manifests }
        let images = index.manifests.filter { !$0.isAttestation }
        var chosen = Set(images.filter { $0.platform == nil }.map(\.digest))
        for wish in platforms {
            let named = images.compactMap { image in image.platform.map { (image, $0) } }
            guard let best = wish.choice(among: named, platform: \.1, digest: \.0.digest) else {
                // Its image may be one of those whose platform the index does not say.
                if !chosen.isEmpty { continue }
                let there = Set(named.map(\.1.description)).sorted().joined(separator: ", ")
                throw RegistryError(
                    .manifestUnknown,
                    "\(request.reference) has no image for \(wish); it has \(there.isEmpty ? "none" : there)"
                )
            }
            // Several images of one platform differ in what an index cannot say, such as the version of Windows.
            chosen.formUnion(named.filter { $0.1 == best.1 }.map(\.0.digest))
        }
        return index.manifests.filter { entry in
            guard entry.isAttestation else { return chosen.contains(entry.digest) }
            return chosen.contains { $0.rawValue == entry.annotations["vnd.docker.reference.digest"] }
        }
    }

    private func fetch(_ blobs: [Descriptor]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (position, blob) in blobs.enumerated() {
                if position >= Self.width { try await group.next() }
                group.addTask { try await fetch(blob) }
            }
            try await group.waitForAll()
        }
    }

    private func fetch(_ blob: Descriptor) async throws {
        let repository = place.repository
        let wasPresent = try await registry.metadata.read { try $0.blob(blob.digest, in: repository) } != nil
        if !wasPresent { try await registry.fill(blob, at: place) }
        job.update { progress in
            progress.presentBlobs += 1
            progress.presentBytes = progress.presentBytes.addingReportingOverflow(blob.size).partialValue
            guard !wasPresent else { return }
            progress.fetchedBlobs += 1
            progress.fetchedBytes = progress.fetchedBytes.addingReportingOverflow(blob.size).partialValue
        }
    }
}
