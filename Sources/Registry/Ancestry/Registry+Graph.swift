// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// The most images of one graph.
    public static let maximumGraph = 10_000

    /// Finds what images are built on, and what is built on them.
    ///
    /// Images of the same layers, such as ones that differ in their configuration alone, are one family: edges run to the
    /// member that the child names, else to one of the child's platform, else to the one pushed first; never within a
    /// family, unless an annotation says so. Layers that hold nothing prove nothing.
    /// - Parameters:
    ///   - references: Tags, digests or whole repositories; empty for everything the caller may pull. A host is ignored.
    ///   - limit: The most images, at most ``maximumGraph``. Those with fewer layers come first.
    ///   - caller: Who asks; sees what that one may pull.
    /// - Returns: The images named, all they are built on and all that is built on them.
    /// - Throws: ``RegistryError``: `rightMissing`, `repositoryUnknown`, `manifestUnknown`, `held`, `requestInvalid`.
    public func graph(of references: [Reference], limit: Int, by caller: Caller) async throws -> AncestryGraph {
        if references.isEmpty { try caller.requireSignInIfNeeded() }
        for reference in references { try caller.require(.pull, in: reference.repository) }
        return try await metadata.read { store in
            var exploration = GraphExploration(store, caller, limit: min(max(limit, 0), Self.maximumGraph))
            if references.isEmpty {
                try exploration.exploreEverything()
            } else {
                try exploration.explore(from: references)
            }
            return AncestryGraph(
                nodes: try exploration.nodes(),
                edges: try exploration.edges(),
                isTruncated: exploration.isTruncated,
                isBeingIndexed: try store.imageIndexProgress() != .complete
            )
        }
    }
}
