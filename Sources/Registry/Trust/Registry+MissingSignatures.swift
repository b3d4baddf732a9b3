// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Policy
internal import Storage

extension Registry {
    /// The most holds of which is told what they need: each costs looking at the signatures that are there.
    private static let maximumExplained = 100

    /// Tells what pushes that wait for signatures still need, in words, by the numbers of their holds.
    ///
    /// - Parameter holds: The holds, of which the caller may know; only the first 100 that wait are looked at.
    /// - Returns: What is missing; a hold that waits for nothing is left out.
    /// - Throws: ``StoreError`` when the metadata cannot be read.
    public func missingSignatures(of holds: [Hold]) async throws -> [Int64: String] {
        let policy = policy
        var missing: [Int64: String] = [:]
        for record in holds.lazy.map(\.record).filter({ $0.state == .pending }).prefix(Self.maximumExplained) {
            let rule = policy.rules.rule(for: record.repository, tag: record.tag)
            guard !rule.require.isEmpty else { continue }
            let check = try await requirementCheck(of: record.to, in: record.repository, under: policy)
            missing[record.id] = try await metadata.read { try check.missing(for: record.tag, under: rule, $0) }
        }
        return missing
    }
}
