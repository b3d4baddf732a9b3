// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// What happened around a hold.
extension MetadataReader {
    /// How long before and after a hold something counts as done with it.
    private var nearby: Duration { .seconds(600) }

    /// The other events of a repository at about the time of a hold, oldest first; at most 50, the nearest.
    func companions(of hold: HoldRecord) throws -> [HoldReview.Companion] {
        let earliest = hold.offeredAt.advanced(by: .zero - nearby)
        let latest = hold.offeredAt.advanced(by: nearby)
        var found: [EventRecord] = []
        var before = try firstIndex(after: latest, in: hold.repository)
        for _ in 0..<4 {
            let page = try events(in: hold.repository, tag: nil, before: before, limit: 500)
            found += page.filter { event in
                event.time >= earliest && event.time <= latest && event.hold != hold.id
                    && event.tag.map { CompanionTag($0) == nil } ?? false
            }
            guard page.count == 500, let last = page.last, last.time >= earliest else { break }
            before = last.index
        }
        let distance = { (event: EventRecord) in
            (event.time.microseconds - hold.offeredAt.microseconds).magnitude
        }
        return found.sorted { (distance($0), $0.index) < (distance($1), $1.index) }
            .prefix(50)
            .sorted { $0.index < $1.index }
            .compactMap { event in
                guard let tag = event.tag, let digest = event.digest else { return nil }
                return HoldReview.Companion(
                    tag: tag,
                    event: event.kind,
                    digest: digest,
                    by: event.actor,
                    at: event.time,
                    hold: event.hold
                )
            }
    }

    /// The position of about the first event after a moment; events of different tags may stand slightly out of order.
    private func firstIndex(after moment: Timestamp, in repository: RepositoryName) throws -> Int64? {
        guard let newest = try events(in: repository, tag: nil, before: nil, limit: 1).first else { return nil }
        var low: Int64 = 0
        var high = newest.index + 1
        while low < high {
            let middle = (low + high) / 2
            guard let event = try events(in: repository, tag: nil, before: middle + 1, limit: 1).first else { break }
            if event.time <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The other tags of a repository that mean what a hold offers, or are to mean it; at most 50.
    func bearers(of hold: HoldRecord) throws -> [HoldReview.Bearer] {
        let tags = try tags(of: hold.to, in: hold.repository).filter { $0 != hold.tag && CompanionTag($0) == nil }
        let holds = try holds(in: hold.repository, tag: nil, states: [.open], before: nil, limit: 1_000)
            .filter { $0.to == hold.to && $0.id != hold.id }
            .sorted { $0.id < $1.id }
        return Array(
            (tags.map { HoldReview.Bearer(tag: $0, hold: nil) }
                + holds.map { HoldReview.Bearer(tag: $0.tag, hold: $0.id) }).prefix(50)
        )
    }
}
