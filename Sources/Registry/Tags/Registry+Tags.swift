// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage

extension Registry {
    /// Lists the tags of a repository by their bytes, after one.
    ///
    /// - Throws: ``RegistryError`` with `repositoryUnknown` when nothing was ever stored under the name.
    public func tags(
        in repository: RepositoryName,
        after: Tag?,
        limit: Int,
        by caller: Caller
    ) async throws -> [TagRecord] {
        try caller.require(.pull, in: repository)
        return try await metadata.read { store in
            guard try store.hasRepository(repository) else { throw Self.unknown(repository) }
            return try store.tags(in: repository, after: after, limit: limit)
        }
    }

    /// Lists the names of the tags of a repository by their bytes, after one.
    ///
    /// - Throws: ``RegistryError`` with `repositoryUnknown` when nothing was ever stored under the name.
    public func tagNames(
        in repository: RepositoryName,
        after: Tag?,
        limit: Int,
        by caller: Caller
    ) async throws -> [String] {
        try caller.require(.pull, in: repository)
        if let place = upstreams.place(of: repository) {
            return try await upstreamTagNames(at: place, after: after, limit: limit)
        }
        return try await metadata.read { store in
            guard try store.hasRepository(repository) else { throw Self.unknown(repository) }
            return try store.tagNames(in: repository, after: after, limit: limit)
        }
    }

    /// Lists the repositories the caller may pull from, by name, after one.
    public func repositories(after: RepositoryName?, limit: Int, by caller: Caller) async throws -> [RepositorySummary]
    {
        var found: [RepositorySummary] = []
        var last = after
        while found.count < limit {
            let position = last
            let page = try await metadata.read { try $0.repositories(after: position, limit: 1_000) }
            found += page.filter { caller.maySee($0.name) }
            guard page.count == 1_000 else { break }
            last = page.last?.name
        }
        return Array(found.prefix(limit))
    }

    /// Lists the tags of a repository with what a person wants to know of each.
    public func tagOverviews(
        in repository: RepositoryName,
        after: Tag?,
        limit: Int,
        by caller: Caller
    ) async throws -> [TagOverview] {
        let tags = try await tags(in: repository, after: after, limit: limit, by: caller)
        let rules = policy.rules
        return try await metadata.read { store in
            try tags.map { record in
                let manifest = try record.digest.flatMap { try store.manifest($0, in: repository) }
                return TagOverview(
                    record: record,
                    mediaType: manifest?.mediaType,
                    size: manifest?.size,
                    lastPulledAt: try record.digest.flatMap { try store.lastPull(of: $0, in: repository) },
                    rule: rules.rule(for: repository, tag: record.tag),
                    hold: try store.openHold(of: record.tag, in: repository)?.id,
                    upstreamCheck: try store.upstreamCheck(of: record.tag, in: repository)
                )
            }
        }
    }

    /// Tells which rule a push to a tag meets, and what would happen.
    public func ruleDocument(of tag: Tag, in repository: RepositoryName, by caller: Caller) async throws -> RuleDocument
    {
        try caller.require(.pull, in: repository)
        let record = try await metadata.read { try $0.tag(tag, in: repository) }
        return RuleDocument(
            repository: repository,
            tag: tag,
            rule: policy.rules.rule(for: repository, tag: tag),
            current: record?.digest,
            tombstone: record?.digest == nil ? record?.lastDigest : nil
        )
    }

    static func unknown(_ repository: RepositoryName) -> RegistryError {
        RegistryError(.repositoryUnknown, "there is no repository \(repository) here; push to it to make it")
    }
}
