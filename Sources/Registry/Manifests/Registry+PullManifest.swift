// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
public import OCIModel
internal import Policy
internal import Storage

/// A manifest that was asked for, and what a reader should know beside it.
public struct PulledManifest: Sendable {
    /// The manifest.
    public let manifest: StoredManifest
    /// The change that waits for a decision, when the tag has one.
    public let hold: OpenHold?
    /// Where the log says what the tag means; nil for a manifest asked for by its digest.
    public let position: LogPosition?
    /// What is missing for others to see the tag so, when its pusher is shown what waits for signatures.
    public let pending: PendingTag?
    /// The manifest's length in bytes.
    public let size: Int64

    /// A manifest whose bytes are here.
    init(
        manifest: StoredManifest,
        hold: OpenHold?,
        position: LogPosition? = nil,
        pending: PendingTag? = nil
    ) {
        self.manifest = manifest
        self.hold = hold
        self.position = position
        self.pending = pending
        self.size = Int64(manifest.bytes.readableBytes)
    }

    /// A manifest that only an upstream has, and that was only asked about: it has no bytes.
    init(describing manifest: StoredManifest, size: Int64) {
        self.manifest = manifest
        self.hold = nil
        self.position = nil
        self.pending = nil
        self.size = size
    }
}

extension Registry {
    /// Finds a manifest that lies in memory, without waiting for anything; nil means "ask ``manifest(_:in:by:)``".
    public func cachedManifest(
        _ reference: ManifestReference,
        in repository: RepositoryName,
        by caller: Caller
    ) throws -> PulledManifest? {
        try caller.require(.pull, in: repository)
        let digest: Digest
        var hold: OpenHold?
        var position: LogPosition?
        switch reference {
        case .digest(let named):
            guard !upstreamDesk.hasAnswered(named, in: repository) else { return nil }
            digest = named
        case .tag(let tag):
            let key = RegistryCache.TagKey(repository: repository, tag: tag)
            guard let meaning = cache.tags.value(for: key), isFresh(key) else { return nil }
            guard meaning.pendingBy == nil || meaning.pendingBy != caller.user else { return nil }
            digest = meaning.digest
            hold = meaning.hold
            position = meaning.position
        }
        guard let manifest = cache.manifests.value(for: .init(repository: repository, digest: digest)) else {
            return nil
        }
        guard !manifest.isHeld else { return nil }
        return PulledManifest(manifest: manifest, hold: hold, position: position)
    }

    /// Finds a manifest by tag or digest; one of an upstream's repository that is not here is fetched.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `manifestUnknown` (with the hold, when a first push is held), `held`,
    ///   and for what an upstream does not give `upstreamDenied`, `upstreamLimited`, `upstreamUnavailable`.
    public func manifest(
        _ reference: ManifestReference,
        in repository: RepositoryName,
        for purpose: PullPurpose = .content,
        by caller: Caller
    ) async throws -> PulledManifest {
        if let cached = try cachedManifest(reference, in: repository, by: caller) { return cached }
        if let place = upstreams.place(of: repository) {
            return try await manifest(reference, at: place, for: purpose, by: caller)
        }
        return try await ownManifest(reference, in: repository, by: caller)
    }

    /// Finds a manifest that is here.
    func ownManifest(
        _ reference: ManifestReference,
        in repository: RepositoryName,
        by caller: Caller
    ) async throws -> PulledManifest {
        switch reference {
        case .digest(let digest):
            let manifest = try await storedManifest(digest, in: repository, named: "\(repository)@\(digest)")
            if manifest.isHeld, try await !mayReadHeld(manifest, in: repository, caller) {
                throw Self.held(digest, in: repository)
            }
            return PulledManifest(manifest: manifest, hold: nil)
        case .tag(let tag):
            let policy = policy
            let rule = policy.rules.rule(for: repository, tag: tag)
            if !rule.require.isEmpty,
                let pending = try await pendingManifest(tag, in: repository, under: policy, by: caller)
            {
                return pending
            }
            let meaning = try await meaning(of: tag, in: repository)
            if rule.pull == .signed {
                try await requireSigned(tag, meaning.digest, in: repository, under: policy, caller)
            }
            let manifest = try await storedManifest(meaning.digest, in: repository, named: "\(repository):\(tag)")
            return PulledManifest(manifest: manifest, hold: meaning.hold, position: meaning.position)
        }
    }

    static func held(_ digest: Digest, in repository: RepositoryName) -> RegistryError {
        RegistryError(
            .held,
            "\(repository)@\(digest) is waiting for a decision; until then its pusher and approvers may read it"
        )
    }

    private func mayReadHeld(
        _ manifest: StoredManifest,
        in repository: RepositoryName,
        _ caller: Caller
    ) async throws -> Bool {
        try await metadata.read { store in
            var readership = Readership(store, caller)
            return try readership.admitsToHeld(manifest.digest, pushedBy: manifest.pushedBy, in: repository)
        }
    }

    /// Tells what a tag means and which change waits for it.
    func meaning(of tag: Tag, in repository: RepositoryName) async throws -> RegistryCache.TagMeaning {
        let key = RegistryCache.TagKey(repository: repository, tag: tag)
        if let meaning = cache.tags.value(for: key) { return meaning }
        let ticket = cache.tags.ticket()
        let rule = policy.rules.rule(for: repository, tag: tag)
        let (record, open, pending, position) = try await metadata.read { store in
            (
                try store.tag(tag, in: repository), try store.openHold(of: tag, in: repository),
                try store.pendingHold(of: tag, in: repository), try store.logPosition(of: tag, in: repository)
            )
        }
        let hold = open.map { OpenHold(id: $0.id, offered: $0.to, since: $0.offeredAt) }
        guard let digest = record?.digest else {
            let waits = hold.map { "; \($0.offered) is held under this tag until someone approves it (hold \($0.id))" }
            let lacks = pending.map {
                "; \($0.to) waits under this tag for the signatures that \($0.rule) requires (hold \($0.id))"
            }
            throw RegistryError(
                .manifestUnknown,
                "\(repository) has no tag \(tag)" + (waits ?? lacks ?? ""),
                hold: hold?.id ?? pending?.id
            )
        }
        let meaning = RegistryCache.TagMeaning(
            digest: digest,
            hold: hold,
            pendingBy: pending?.offeredBy,
            position: position
        )
        // Whether the signatures still count is asked at every pull: keys are revoked between two.
        if rule.pull == .any { cache.tags.keep(meaning, for: key, cost: 1, ticket: ticket) }
        return meaning
    }

    /// The bytes of a manifest; nil when they are gone or cannot be what was stored.
    private func readable(_ digest: Digest) async throws -> ByteBuffer? {
        do {
            return try await blobs.bytes(of: digest, limit: Manifest.maximumSize)
        } catch let error as StoreError where error.code == .corrupt || error.code == .tooLarge {
            return nil
        }
    }

    func storedManifest(_ digest: Digest, in repository: RepositoryName, named name: String) async throws
        -> StoredManifest
    {
        let key = RegistryCache.ManifestKey(repository: repository, digest: digest)
        if let manifest = cache.manifests.value(for: key) { return manifest }
        let ticket = cache.manifests.ticket()
        guard let record = try await metadata.read({ try $0.manifest(digest, in: repository) }) else {
            throw RegistryError(.manifestUnknown, "\(name) is not known here")
        }
        guard let bytes = try await readable(digest), Digest(of: bytes, algorithm: digest.algorithm) == digest else {
            try await quarantine(digest)
            throw RegistryError(
                .manifestUnknown,
                "the stored bytes of \(name) were damaged and are no longer served; push it again"
            )
        }
        let manifest = StoredManifest(
            digest: digest,
            mediaType: record.mediaType,
            bytes: bytes,
            pushedBy: record.pushedBy,
            isHeld: record.visibility == .held
        )
        // A held manifest becomes readable in several ways; it is not pulled often enough to be worth tracking them.
        if !manifest.isHeld {
            cache.manifests.keep(manifest, for: key, cost: bytes.readableBytes + 512, ticket: ticket)
        }
        return manifest
    }
}
