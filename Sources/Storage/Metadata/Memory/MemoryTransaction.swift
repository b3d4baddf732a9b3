// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Reads and changes on a copy of the state of a ``MemoryMetadataStore``, which keeps it if the change succeeds.
final class MemoryTransaction: MetadataWriter {
    var state: MemoryState

    init(_ state: MemoryState) {
        self.state = state
    }

    /// Changes what is stored of a repository, which is made if needed.
    func change(_ repository: RepositoryName, _ body: (inout MemoryRepository) -> Void) {
        body(&state.repositories[repository, default: MemoryRepository()])
    }
}

// MARK: Repositories and the rest

extension MemoryTransaction {
    func hasRepository(_ repository: RepositoryName) throws -> Bool {
        state.repositories[repository] != nil
    }

    func repositories(after: RepositoryName?, limit: Int) throws -> [RepositorySummary] {
        let openHolds = state.holds.lazy.filter { $0.state == .open }
        let names = state.repositories.keys.filter { name in after.map { name > $0 } ?? true }.sorted()
        return names.prefix(limit).map { name in
            RepositorySummary(
                name: name,
                tags: Int64(state.repositories[name]?.tags.values.count { $0.digest != nil } ?? 0),
                openHolds: Int64(openHolds.count { $0.repository == name })
            )
        }
    }

    func setting(_ key: String) throws -> String? {
        state.settings[key]
    }

    func putSetting(_ key: String, _ value: String) throws {
        state.settings[key] = value
    }

    func lastPull(of digest: Digest, in repository: RepositoryName) throws -> Timestamp? {
        state.repositories[repository]?.pulls[digest]
    }

    func recordPull(of digest: Digest, in repository: RepositoryName, at time: Timestamp) throws {
        guard let last = state.repositories[repository]?.pulls[digest, default: time] else { return }
        state.repositories[repository]?.pulls[digest] = max(last, time)
    }

    func corruptions() throws -> [CorruptionRecord] {
        state.corruptions.values.sorted { left, right in
            left.noticedAt == right.noticedAt ? left.digest < right.digest : left.noticedAt > right.noticedAt
        }
    }

    func putCorruption(_ corruption: CorruptionRecord) throws {
        state.corruptions[corruption.digest] = corruption
    }
}
