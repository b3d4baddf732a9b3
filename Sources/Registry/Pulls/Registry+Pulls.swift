// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Storage

extension Registry {
    /// Notes that a manifest was pulled; cheap, written later by ``writePulls()``.
    public func notePull(of digest: Digest, in repository: RepositoryName) {
        pulls.record(PullRecorder.Pull(repository: repository, digest: digest), at: now())
    }

    /// Writes the pulls and token uses noted since the last time, in one change.
    public func writePulls() async throws {
        let batch = pulls.take()
        guard !batch.isEmpty else { return }
        do {
            try await metadata.write { store in
                for (pull, time) in batch.pulls { try store.recordPull(of: pull.digest, in: pull.repository, at: time) }
                try store.recordUses(ofTokens: batch.tokens)
            }
        } catch {
            pulls.putBack(batch)
            throw error
        }
    }
}
