// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension Registry {
    /// How often a change is prepared before it is given up.
    private static let maximumPreparations = 10

    /// Makes a change that rules, keys and signatures decide about, of which the latter are read before.
    ///
    /// It is prepared and judged under one policy, and prepared anew when another one came into force meanwhile. The
    /// change looks itself whether the signatures are the same still (``RequirementCheck/requireCurrent(_:)``).
    ///
    /// - Parameters:
    ///   - address: Where the change was asked for from, if it is known.
    ///   - prepare: Reads what the change needs beyond the metadata store.
    ///   - change: Judges, and makes the change.
    /// - Returns: What `change` returns.
    /// - Throws: What both throw; ``RegistryError`` with `conflict` when what decides keeps changing.
    func judged<Prepared: Sendable, Value: Sendable>(
        from address: String? = nil,
        prepare: (LivePolicy) async throws -> Prepared,
        change: @escaping @Sendable (any MetadataWriter, LivePolicy, Prepared) throws -> Value
    ) async throws -> Value {
        for _ in 0..<Self.maximumPreparations {
            let policy = policy
            let prepared = try await prepare(policy)
            do {
                return try await metadata.write(from: address, under: policy) { try change($0, policy, prepared) }
            } catch is PreparationOutdated {
                continue
            }
        }
        throw RegistryError(
            .conflict,
            "rules, or signatures of the image, keep changing while it is judged; nothing was changed; try again"
        )
    }
}

/// Something that a change was prepared with has changed since: it has to be prepared anew.
struct PreparationOutdated: Error {}
