// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// Which manifests of a repository garbage collection may forget, and why.
///
/// Without a retention rule that is only what was rejected, superseded or expired and is past its grace period. With
/// one, it is also what no tag reaches and the rule does not keep. What a lock refers to stays either way.
struct Retainment {
    /// How long content that was offered and not taken is kept for a reopening.
    static let refusedGrace = Duration.seconds(7 * 86_400)

    let store: any MetadataReader
    let repository: RepositoryName
    let retention: Retention?
    /// What locks refer to, each with a lock that does.
    let locked: [Digest: String]
    let now: Timestamp

    /// What becomes of manifests.
    struct Judgement: Sendable {
        /// What may go.
        var forgettable: [GarbageReport.JudgedManifest] = []
        /// What may not go only because of a lock.
        var locked: [GarbageReport.JudgedManifest] = []
    }

    func judgement() throws -> Judgement {
        var manifests: [ManifestRecord] = []
        try store.forEachManifest(in: repository) { manifests.append($0) }
        let roots = try roots(manifests)
        let loose = try forgettable(manifests, roots: roots)
        let lockedRoots = manifests.map(\.digest).filter { locked[$0] != nil }
        // Locks only ever keep more, so there is nothing to ask them where nothing may go.
        guard !loose.isEmpty, !lockedRoots.isEmpty else { return Judgement(forgettable: loose) }
        let forgettable = try forgettable(manifests, roots: roots.union(lockedRoots))
        let gone = Set(forgettable.map(\.digest))
        let reached = try closure(of: Set(lockedRoots), manifests)
        let kept = loose.map(\.digest).filter { !gone.contains($0) && reached.contains($0) }
        return Judgement(forgettable: forgettable, locked: kept.map { keptByLock($0) })
    }

    private func keptByLock(_ digest: Digest) -> GarbageReport.JudgedManifest {
        let reason = locked[digest].map { "\($0) refers to it" } ?? "it belongs to what a lock refers to"
        return GarbageReport.JudgedManifest(repository: repository, digest: digest, reason: reason)
    }

    private func forgettable(
        _ manifests: [ManifestRecord],
        roots: Set<Digest>
    ) throws -> [GarbageReport.JudgedManifest] {
        let rooted = try closure(of: roots, manifests)
        let untagged = manifests.filter { $0.visibility == .everyone && !rooted.contains($0.digest) }
        let kept = try closure(of: try keptByRetention(untagged), manifests)
        let decisions = try lastDecisions()
        return manifests.compactMap { manifest in
            guard !rooted.contains(manifest.digest) else { return nil }
            let reason: String
            if manifest.visibility == .held {
                let refused = decisions[manifest.digest] ?? manifest.pushedAt
                guard refused.advanced(by: Self.refusedGrace) < now else { return nil }
                reason = "offered, not taken, past its grace period"
            } else {
                guard retention != nil, !kept.contains(manifest.digest) else { return nil }
                reason = "no tag reaches it and the retention rule does not keep it"
            }
            return GarbageReport.JudgedManifest(repository: repository, digest: manifest.digest, reason: reason)
        }
    }

    /// Tags and open holds, with what a tag meant when a hold was made.
    private func roots(_ manifests: [ManifestRecord]) throws -> Set<Digest> {
        var roots: Set<Digest> = []
        var last: Tag?
        while true {
            let page = try store.tags(in: repository, after: last, limit: 1_000)
            roots.formUnion(page.compactMap(\.digest))
            guard page.count == 1_000 else { break }
            last = page.last?.tag
        }
        for hold in try store.holds(in: repository, tag: nil, states: [.open, .pending], before: nil, limit: .max) {
            roots.insert(hold.to)
            if let from = hold.from { roots.insert(from) }
        }
        return roots
    }

    private func keptByRetention(_ untagged: [ManifestRecord]) throws -> Set<Digest> {
        guard let retention else { return Set(untagged.map(\.digest)) }
        var kept: Set<Digest> = []
        if let last = retention.last {
            kept.formUnion(try images(untagged).sorted { $0.pushedAt > $1.pushedAt }.prefix(last).map(\.digest))
        }
        for manifest in untagged {
            if let age = retention.youngerThan, manifest.pushedAt.advanced(by: age) > now {
                kept.insert(manifest.digest)
            } else if let age = retention.pulledWithin,
                let pulled = try store.lastPull(of: manifest.digest, in: repository),
                pulled.advanced(by: age) > now
            {
                kept.insert(manifest.digest)
            }
        }
        return kept
    }

    /// What counts as an image of its own: neither a part of another one, nor something said about it.
    ///
    /// The parts of an index that was pulled through are younger than the index, and would take its place.
    private func images(_ untagged: [ManifestRecord]) throws -> [ManifestRecord] {
        let known = Set(untagged.map(\.digest))
        var parts: Set<Digest> = []
        for manifest in untagged { parts.formUnion(try store.children(of: manifest.digest, in: repository)) }
        return untagged.filter { manifest in
            !parts.contains(manifest.digest) && manifest.subject.map(known.contains) != true
        }
    }

    /// Everything that roots reach: what they list, and what refers to any of it and was not offered for a tag of its own.
    private func closure(of roots: Set<Digest>, _ manifests: [ManifestRecord]) throws -> Set<Digest> {
        let offered = try offers()
        let referrers = Dictionary(
            grouping: manifests.filter { manifest in
                manifest.subject != nil && (manifest.visibility == .everyone || !offered.contains(manifest.digest))
            },
            by: \.subject
        )
        let known = Set(manifests.map(\.digest))
        var reached = roots
        var waiting = Array(roots)
        while let digest = waiting.popLast() {
            let children = known.contains(digest) ? try store.children(of: digest, in: repository) : []
            for next in children + (referrers[digest] ?? []).map(\.digest) where reached.insert(next).inserted {
                waiting.append(next)
            }
        }
        return reached
    }

    /// What holds offered, whatever became of them.
    private func offers() throws -> Set<Digest> {
        let states = Set(HoldRecord.State.allCases)
        return Set(try store.holds(in: repository, tag: nil, states: states, before: nil, limit: .max).map(\.to))
    }

    /// When the last hold that offered a manifest was closed.
    private func lastDecisions() throws -> [Digest: Timestamp] {
        let states = Set(HoldRecord.State.allCases)
        return try store.holds(in: repository, tag: nil, states: states, before: nil, limit: .max)
            .reduce(into: [:]) { decisions, hold in
                guard let time = hold.decidedAt else { return }
                decisions[hold.to] = max(decisions[hold.to] ?? time, time)
            }
    }
}
