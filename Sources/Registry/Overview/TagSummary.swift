// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
public import Policy
public import Storage

/// A tag as the list of a repository's tags shows it.
public struct TagSummary: Sendable {
    /// The tag and what it means.
    public let record: TagRecord
    /// What it means, looked at; nil for a tag that was deleted.
    public let content: ContentOverview?
    /// When what it means was last pulled.
    public let lastPulledAt: Timestamp?
    /// The rule in force.
    public let rule: Rule
    /// The open hold, if any.
    public let hold: HoldRecord?
    /// What the upstream said last, in a repository of one.
    public let upstreamCheck: UpstreamCheck?
}

extension Registry {
    /// Lists the tags of a repository whose names hold a text, by their bytes, after one.
    ///
    /// - Parameters:
    ///   - repository: The repository.
    ///   - text: What the names must hold, in any case; the empty text is in all.
    ///   - companions: Whether tags are listed that signers hang on digests.
    ///   - after: The tag after which the list begins.
    ///   - limit: The most tags to list.
    ///   - caller: Who asks; needs the right to pull.
    /// - Returns: The tags that exist.
    /// - Throws: ``RegistryError`` with `rightMissing` or `repositoryUnknown`; ``StoreError``.
    public func tagSummaries(
        in repository: RepositoryName,
        matching text: String,
        companions: CompanionListing,
        after: Tag?,
        limit: Int,
        by caller: Caller
    ) async throws -> [TagSummary] {
        let search = NameSearch(text)
        var found: [TagRecord] = []
        var last = after
        while found.count < limit {
            let page = try await tags(in: repository, after: last, limit: 1_000, by: caller)
            found += page.filter { record in
                search.finds(record.tag.rawValue) && (companions == .listed || CompanionTag(record.tag) == nil)
            }.prefix(limit - found.count)
            guard page.count == 1_000 else { break }
            last = page.last?.tag
        }
        let records = found
        let rules = policy.rules
        return try await metadata.read { store in
            try records.map { try store.tagSummary($0, in: repository, rules: rules) }
        }
    }

    /// Finds a tag; one that was deleted has no content.
    ///
    /// - Throws: ``RegistryError`` with `rightMissing`, or `manifestUnknown` when the tag never existed and nothing waits
    ///   to become it.
    public func tagSummary(_ tag: Tag, in repository: RepositoryName, by caller: Caller) async throws -> TagDetail {
        try caller.require(.pull, in: repository)
        let rules = policy.rules
        return try await metadata.read { store in
            guard try store.hasRepository(repository) else { throw Self.unknown(repository) }
            let hold = try store.openHold(of: tag, in: repository) ?? store.pendingHold(of: tag, in: repository)
            let summary = try store.tag(tag, in: repository).map {
                try store.tagSummary($0, in: repository, rules: rules)
            }
            let logged = try store.lastMeaning(of: tag, in: repository)?.index
            guard hold != nil || summary != nil else {
                throw RegistryError(
                    .manifestUnknown,
                    "\(repository) has no tag \(tag), and never had one; look for it among the repository's tags"
                )
            }
            return TagDetail(
                summary: summary,
                rule: rules.rule(for: repository, tag: tag),
                hold: hold,
                logged: logged
            )
        }
    }
}

/// Whether a list has the tags that signers hang on digests.
public enum CompanionListing: Hashable, Sendable {
    case listed
    case leftOut
}

/// One tag, with what waits to become it.
public struct TagDetail: Sendable {
    /// The tag; nil when it never existed.
    public let summary: TagSummary?
    /// The rule in force.
    public let rule: Rule
    /// The open hold, if any, or the push that waits for signatures.
    public let hold: HoldRecord?
    /// The index in the repository's log of the event that set or deleted the tag last.
    public let logged: Int64?
}

extension MetadataReader {
    fileprivate func tagSummary(
        _ record: TagRecord,
        in repository: RepositoryName,
        rules: RuleSet
    ) throws -> TagSummary {
        TagSummary(
            record: record,
            content: try record.digest.flatMap { try contentOverview(of: $0, in: repository) },
            lastPulledAt: try record.digest.flatMap { try lastPull(of: $0, in: repository) },
            rule: rules.rule(for: repository, tag: record.tag),
            hold: try openHold(of: record.tag, in: repository),
            upstreamCheck: try upstreamCheck(of: record.tag, in: repository)
        )
    }
}
