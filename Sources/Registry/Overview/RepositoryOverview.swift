// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
public import Storage

/// A repository with what a person wants to know of it.
public struct RepositoryOverview: Sendable {
    /// The repository and its numbers.
    public let summary: RepositorySummary
    /// What happened last; nil when no tag was ever set.
    public let lastEvent: EventRecord?
}

extension Registry {
    /// The most bytes of a text that names are searched for.
    public static let maximumSearch = 256

    /// Lists the repositories the caller may pull from whose names hold a text, by name, after one.
    ///
    /// The search looks at every name; its cost is linear in the number of repositories.
    public func repositoryOverviews(
        matching text: String,
        after: RepositoryName?,
        limit: Int,
        by caller: Caller
    ) async throws -> [RepositoryOverview] {
        let search = NameSearch(text)
        var found: [RepositorySummary] = []
        var last = after
        while found.count < limit {
            let page = try await repositories(after: last, limit: 1_000, by: caller)
            found += page.filter { search.finds($0.name.rawValue) }.prefix(limit - found.count)
            guard page.count == 1_000 else { break }
            last = page.last?.name
        }
        let summaries = found
        return try await metadata.read { store in
            try summaries.map { summary in
                let newest = try store.events(in: summary.name, tag: nil, before: nil, limit: 1)
                return RepositoryOverview(summary: summary, lastEvent: newest.first)
            }
        }
    }
}
