// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// Which manifests of a repository garbage collection may forget, and why.
///
/// Without a retention rule that is only what was rejected, superseded or expired and is past its grace period. With
/// one, it is also what no tag reaches and the rule does not keep.
struct Retainment {
    /// How long content that was offered and not taken is kept for a reopening.
    static let refusedGrace = Duration.seconds(7 * 86_400)

    let store: any MetadataReader
    let repository: RepositoryName
    let retention: Retention?
    let now: Timestamp

    func forgettable() throws -> [(digest: Digest, reason: String)] {
        var manifests: [ManifestRecord] = []
        try store.forEachManifest(in: repository) { manifests.append($0) }
        let rooted = try closure(of: try roots(manifests), manifests)
        let untagged = manifests.filter { $0.visibility == .everyone && !rooted.contains($0.digest) }
        let kept = try closure(of: try keptByRetention(untagged), manifests)
        let decisions = try lastDecisions()
        return manifests.compactMap { manifest in
            guard !rooted.contains(manifest.digest) else { return nil }
            if manifest.visibility == .held {
                let refused = decisions[manifest.digest] ?? manifest.pushedAt
                return refused.advanced(by: Self.refusedGrace) < now
                    ? (manifest.digest, "offered, not taken, past its grace period") : nil
            }
            guard retention != nil, !kept.contains(manifest.digest) else { return nil }
            return (manifest.digest, "no tag reaches it and the retention rule does not keep it")
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
        let newestFirst = untagged.sorted { $0.pushedAt > $1.pushedAt }
        return try Set(
            newestFirst.enumerated().filter { place, manifest in
                if let last = retention.last, place < last { return true }
                if let age = retention.youngerThan, manifest.pushedAt.advanced(by: age) > now { return true }
                if let age = retention.pulledWithin,
                    let pulled = try store.lastPull(of: manifest.digest, in: repository),
                    pulled.advanced(by: age) > now
                {
                    return true
                }
                return false
            }.map(\.element.digest)
        )
    }

    /// Everything that roots reach: what they list, and what refers to any of it and was not merely offered.
    private func closure(of roots: Set<Digest>, _ manifests: [ManifestRecord]) throws -> Set<Digest> {
        let referrers = Dictionary(
            grouping: manifests.filter { $0.subject != nil && $0.visibility == .everyone },
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
