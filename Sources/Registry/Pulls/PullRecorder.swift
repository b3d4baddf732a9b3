// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Synchronization

/// Gathers when manifests were pulled and tokens used, to be written in one go now and then.
final class PullRecorder: Sendable {
    struct Pull: Hashable, Sendable {
        let repository: RepositoryName
        let digest: Digest
    }

    struct Batch: Sendable {
        var pulls: [Pull: Timestamp] = [:]
        var tokens: [String: Timestamp] = [:]

        var isEmpty: Bool { pulls.isEmpty && tokens.isEmpty }
    }

    /// More than this between two writes are not recorded: a bound on memory, not on correctness.
    private static let maximum = 100_000
    private let batch = Mutex(Batch())

    func record(_ pull: Pull, at time: Timestamp) {
        batch.withLock { batch in
            guard batch.pulls.count < Self.maximum || batch.pulls[pull] != nil else { return }
            batch.pulls[pull] = time
        }
    }

    func record(token id: String, at time: Timestamp) {
        batch.withLock { $0.tokens[id] = time }
    }

    /// Takes back what could not be written, unless there is something newer.
    func putBack(_ unwritten: Batch) {
        batch.withLock { batch in
            batch.pulls.merge(unwritten.pulls.prefix(Self.maximum).map { ($0.key, $0.value) }) { newer, _ in newer }
            batch.tokens.merge(unwritten.tokens) { newer, _ in newer }
        }
    }

    func take() -> Batch {
        batch.withLock { batch in
            defer { batch = Batch() }
            return batch
        }
    }
}
