// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// Writes what tags meant by Docker Content Trust into a repository's history, as events that set no tag.
    ///
    /// What the history has already of the same source is not written again, so an import can be repeated, and one that
    /// broke off taken up. It is written some events at a time; others see it grow.
    ///
    /// - Parameters:
    ///   - order: What tags meant; the registry takes the caller's word that it is verified.
    ///   - caller: Who asks; needs the right to administer.
    /// - Returns: The event of each entry.
    /// - Throws: ``RegistryError``: `rightMissing`, `requestInvalid`, `repositoryUnknown` for a name that only mirrors
    ///   have.
    public func importContentTrust(
        _ order: ContentTrustImport,
        by caller: Caller
    ) async throws -> ContentTrustImportResult {
        try caller.require(.admin, in: nil)
        try order.check()
        try await requireOneName(order.repository)
        var intake = ContentTrustIntake(order)
        var isRead = false
        while !isRead {
            let before = intake
            (intake, isRead) = try await metadata.read { store in
                var intake = before
                let isRead = try intake.readLog(store)
                return (intake, isRead)
            }
        }
        while !intake.isComplete {
            let before = intake
            let moment = now()
            intake = try await metadata.write(from: caller.address) { store in
                var intake = before
                try intake.write(store, by: caller.name, at: moment)
                return intake
            }
        }
        return ContentTrustImportResult(
            repository: order.repository,
            source: order.source,
            freshness: order.freshness,
            outcomes: intake.outcomes
        )
    }
}
