// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIModel
internal import Storage

extension Registry {
    /// Logs something in a repository, and goes on without it where what is stored there is damaged: one repository must not
    /// keep all others from being told.
    ///
    /// - Parameters:
    ///   - what: What its log will not tell, for the error.
    ///   - repository: The repository.
    ///   - change: The change.
    /// - Returns: Whether it was made.
    /// - Throws: What `change` throws, except ``StoreError`` with `corrupt`.
    func unlessDamaged(
        _ what: String,
        in repository: RepositoryName,
        _ change: () async throws -> Void
    ) async throws -> Bool {
        do {
            try await change()
            return true
        } catch let error as StoreError where error.code == .corrupt {
            log.error(
                "the log of a repository is not told what it should be; that is tried again at the next start",
                metadata: ["repository": "\(repository)", "what": "\(what)", "error": "\(error)"]
            )
            return false
        }
    }
}
