// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Registry

extension RepositoryName {
    /// The repository that tests promote to.
    static let production: RepositoryName = "prod/app"
}

extension TestRegistry {
    /// Promotes from the usual repository.
    @discardableResult
    func promote(
        _ source: String,
        to target: String,
        reason: String? = nil,
        mode: Promotion.Mode = .carryOut,
        by caller: Caller = .ben
    ) async throws -> PromotionResult {
        try await registry.promote(
            Promotion(from: try Reference(source), to: try Reference(target), reason: reason, mode: mode),
            by: caller
        )
    }

    /// Rolls a tag back.
    @discardableResult
    func rollBack(
        _ tag: Tag,
        in repository: RepositoryName = .app,
        to goal: Rollback.Goal,
        reason: String? = "it broke",
        by caller: Caller = .ann
    ) async throws -> RollbackResult {
        try await registry.rollBack(Rollback(tag, in: repository, to: goal, reason: reason), by: caller)
    }
}

/// Runs a request that must be refused, and gives the error.
func error(_ request: () async throws -> Void) async throws -> RegistryError? {
    do {
        try await request()
        return nil
    } catch let error as RegistryError {
        return error
    }
}
