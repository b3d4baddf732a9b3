// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
public import OCIModel
internal import Policy
internal import Storage

/// What a garbage collection removed, or would.
public struct GarbageReport: Hashable, Sendable {
    /// A manifest that is forgotten, or stays for a reason that is worth telling.
    public struct JudgedManifest: Hashable, Sendable {
        /// The repository.
        public let repository: RepositoryName
        /// The manifest.
        public let digest: Digest
        /// Why it may go, or why it stays.
        public let reason: String
    }

    /// Content that nothing uses.
    public struct UnusedBlob: Hashable, Sendable {
        /// The content.
        public let digest: Digest
        /// Its size in bytes.
        public let size: Int64
    }

    /// The manifests.
    public var manifests: [JudgedManifest] = []
    /// The manifests that stay only because of a lock.
    public var locked: [JudgedManifest] = []
    /// The number of locks that were asked.
    public var lockFiles = 0
    /// The patterns for locks that match no file; while there are any, nothing is removed.
    public var unmatchedLocks: [String] = []
    /// The number of digests that they refer to.
    public var lockedDigests = 0
    /// The content.
    public var blobs: [UnusedBlob] = []
    /// The bytes of the content; they leave the disk when the trash is emptied, a day later.
    public var bytes: Int64 { blobs.reduce(0) { $0 + $1.size } }
}

extension Registry {
    /// What a garbage collection does with what it finds.
    public enum GarbageMode: Sendable {
        case report
        case remove
    }

    /// How long content that nothing points to is left alone: a client may be about to push the manifest that does.
    static let unusedGrace = Duration.seconds(3_600)
    /// How long an upload may rest before it counts as abandoned.
    static let uploadGrace = Duration.seconds(86_400)
    /// How long removed content stays in the trash.
    static let trashGrace = Duration.seconds(86_400)

    /// Removes what nothing needs, while the registry runs.
    ///
    /// Kept are all manifests that were not deleted, tagged or not, unless a retention rule lets untagged ones go; open
    /// holds and what the tag meant before them; what locks refer to; and whatever these point to. Content is moved to the
    /// trash first.
    /// - Throws: ``RegistryError``: `rightMissing`, `conflict` while other upkeep runs, when a lock cannot be read, or,
    ///   for a removal, when a pattern for locks matches none; then nothing was removed.
    public func collectGarbage(_ mode: GarbageMode, by caller: Caller) async throws -> GarbageReport {
        try caller.require(.admin, in: nil)
        return try await upkeep.run("a garbage collection") {
            let locked = try await lockedDigests()
            if mode == .remove, let pattern = locked.unmatched.first { throw Self.unmatched(pattern) }
            // Retention asks when content was last pulled.
            try await writePulls()
            let moment = now()
            var report = GarbageReport()
            report.lockFiles = locked.files
            report.unmatchedLocks = locked.unmatched
            report.lockedDigests = locked.origins.count
            for repository in try await allRepositories() {
                let judgement = try await forgetManifests(of: repository, locked, mode, at: moment)
                report.manifests += judgement.forgettable
                report.locked += judgement.locked
                if mode == .remove { try await forgetBlobs(of: repository, at: moment) }
            }
            report.blobs = try await discardUnused(mode, forgotten: report.manifests, at: moment)
            if mode == .remove {
                try await discardAbandonedUploads()
                _ = try await blobs.emptyTrash(discardedBefore: moment.advanced(by: .zero - Self.trashGrace))
            }
            return report
        }
    }

    private func allRepositories() async throws -> [RepositoryName] {
        try await metadata.read { store in
            var names: [RepositoryName] = []
            try store.forEachRepository { names.append($0) }
            return names
        }
    }

    /// What locks refer to; one that cannot be read may refer to anything, so that nothing may go.
    private func lockedDigests() async throws -> LockedDigests {
        do {
            return try await policy.lockedDigests()
        } catch let error as RegistryError {
            throw error
        } catch {
            throw RegistryError(.conflict, "nothing was removed, as what locks refer to is not known: \(error)")
        }
    }

    /// The error for a pattern without files: a disk that is not mounted looks like a directory without locks.
    private static func unmatched(_ pattern: String) -> RegistryError {
        RegistryError(
            .conflict,
            "nothing was removed, as no file matches \"\(pattern)\" of \"keep-locks\"; is the disk with the locks mounted?"
                + " If there are to be none, take the pattern out of the configuration"
        )
    }

    private func forgetManifests(
        of repository: RepositoryName,
        _ locked: LockedDigests,
        _ mode: GarbageMode,
        at moment: Timestamp
    ) async throws -> Retainment.Judgement {
        let retention = policy.rules.retention(for: repository)
        let judge: @Sendable (any MetadataReader) throws -> Retainment.Judgement = { store in
            try Retainment(
                store: store,
                repository: repository,
                retention: retention,
                locked: locked.origins,
                now: moment
            ).judgement()
        }
        let foretold = try await metadata.read(judge)
        guard mode == .remove, !foretold.forgettable.isEmpty else { return foretold }
        // Found again inside the change that removes, so that a tag set meanwhile keeps what it means.
        let judgement = try await metadata.write { store in
            let judgement = try judge(store)
            for manifest in judgement.forgettable { _ = try store.removeManifest(manifest.digest, in: repository) }
            return judgement
        }
        cache.drop(judgement.forgettable.map(\.digest), in: repository)
        return judgement
    }

    private func forgetBlobs(of repository: RepositoryName, at moment: Timestamp) async throws {
        let limit = moment.advanced(by: .zero - Self.unusedGrace)
        guard try await !metadata.read({ try $0.unreferencedBlobs(in: repository, linkedBefore: limit) }).isEmpty else {
            return
        }
        try await metadata.write { store in
            for blob in try store.unreferencedBlobs(in: repository, linkedBefore: limit) {
                _ = try store.removeBlob(blob.digest, in: repository)
            }
        }
    }

    private func discardUnused(
        _ mode: GarbageMode,
        forgotten: [GarbageReport.JudgedManifest],
        at moment: Timestamp
    ) async throws -> [GarbageReport.UnusedBlob] {
        let limit = moment.advanced(by: .zero - Self.unusedGrace)
        let stored = try await blobs.blobs().filter { $0.writtenAt < limit }
        let used = try await mode == .remove ? digestsInUse() : digestsInUse(without: forgotten, at: limit)
        var unused: [GarbageReport.UnusedBlob] = []
        for blob in stored where !used.contains(blob.digest) {
            if mode == .remove {
                guard try await blobs.discard(blob.digest, unlessWrittenSince: limit) else { continue }
                // A push may have begun to use it since the listing; nothing that is in use stays in the trash.
                if try await !metadata.read({ try $0.repositories(holding: blob.digest) }).isEmpty {
                    _ = try await blobs.restore(blob.digest)
                    continue
                }
            }
            unused.append(GarbageReport.UnusedBlob(digest: blob.digest, size: blob.size))
        }
        return unused
    }

    /// What would be in use after a removal that is only reported.
    private func digestsInUse(
        without forgotten: [GarbageReport.JudgedManifest],
        at limit: Timestamp
    ) async throws -> Set<Digest> {
        let gone = Set(forgotten.map { RegistryCache.ManifestKey(repository: $0.repository, digest: $0.digest) })
        return try await metadata.read { store in
            var digests: Set<Digest> = []
            try store.forEachRepository { repository in
                let isGone = { (digest: Digest) in
                    gone.contains(RegistryCache.ManifestKey(repository: repository, digest: digest))
                }
                try store.forEachManifest(in: repository) { if !isGone($0.digest) { digests.insert($0.digest) } }
                for blob in try store.blobs(in: repository) {
                    let isPointedTo = try store.parents(of: blob.digest, in: repository).contains { !isGone($0) }
                    if isPointedTo || blob.linkedAt >= limit { digests.insert(blob.digest) }
                }
            }
            return digests
        }
    }
}
