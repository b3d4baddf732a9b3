// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Synchronization

/// The blobs that are on their way from upstreams, each of them once.
final class FillingDesk: Sendable {
    private struct Entry {
        let filling: Filling
        /// The repositories that are to have the blob.
        var repositories: Set<RepositoryName>
        let task: Task<Void, Never>
    }

    private struct State {
        var entries: [Filling.Key: Entry] = [:]
        var isClosed = false
    }

    /// The most blobs that are on their way or wait for their turn at the upstream.
    private static let maximum = 1_000
    /// The seconds after which whoever found no place may ask again.
    private static let pause: Int64 = 5

    private let state = Mutex(State())

    /// Has a blob fetched for a repository, or finds it on its way.
    ///
    /// - Parameters:
    ///   - blob: The blob.
    ///   - place: The repository.
    ///   - fetch: Fetches it; goes on when those who wait leave, until ``close()``.
    /// - Returns: The blob on its way, perhaps as another repository asked for it.
    /// - Throws: ``RegistryError`` with `upstreamLimited` when too many are, `upstreamUnavailable` after ``close()``.
    func join(
        _ blob: Descriptor,
        at place: UpstreamPlace,
        _ fetch: @escaping @Sendable (Filling) async -> Void
    ) throws -> Filling {
        let key = Filling.Key(blob, at: place)
        return try state.withLock { state in
            guard !state.isClosed else {
                throw RegistryError(.upstreamUnavailable, "this registry is stopping and fetches nothing more")
            }
            if let entry = state.entries[key] {
                state.entries[key]?.repositories.insert(place.repository)
                return entry.filling
            }
            guard state.entries.count < Self.maximum else {
                throw RegistryError(
                    .upstreamLimited(retryAfter: Self.pause),
                    "\(Self.maximum) blobs are on their way from upstreams; try again in \(Self.pause) s"
                )
            }
            let filling = Filling(blob, at: place)
            state.entries[key] = Entry(
                filling: filling,
                repositories: [place.repository],
                // Awaited and, if need be, cancelled by close().
                task: Task.detached { await fetch(filling) }
            )
            return filling
        }
    }

    /// The repositories that are to have a blob and are not among these; when there are none, it is on its way no more.
    func repositories(of filling: Filling, without served: Set<RepositoryName>) -> Set<RepositoryName> {
        state.withLock { state in
            let waiting = state.entries[filling.key]?.repositories.subtracting(served) ?? []
            if waiting.isEmpty { state.entries[filling.key] = nil }
            return waiting
        }
    }

    /// Forgets a blob that does not come.
    func drop(_ filling: Filling) {
        state.withLock { $0.entries[filling.key] = nil }
    }

    /// Ends everything that is on its way, and lets nothing begin.
    func close() async {
        let tasks = state.withLock { state in
            state.isClosed = true
            return state.entries.values.map(\.task)
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}
