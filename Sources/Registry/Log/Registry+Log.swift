// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
internal import Storage
public import TagLog

/// Where an event lies in a log of a size: the log of that size has a signed checkpoint.
public struct LogPosition: Hashable, Sendable {
    /// The index of the event.
    public let index: Int64
    /// The number of entries of the log when that was asked.
    public let size: Int64
}

extension Registry {
    /// Signs the logs anew that were signed while the registry had another name, and tells of it.
    ///
    /// To be called at the start of a service, before anything is added to a log or served from it.
    ///
    /// - Throws: ``StoreError`` when the metadata cannot be read or written.
    public func nameLogs() async throws {
        try await LogRenaming(metadata: metadata, identity: logIdentity, log: log).run()
    }

    /// The signed checkpoint of a repository's log.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `repositoryUnknown` when nothing ever happened there.
    public func logCheckpoint(of repository: RepositoryName, by caller: Caller) async throws -> [UInt8] {
        try caller.require(.pull, in: repository)
        return try await metadata.read { try Self.head(of: repository, $0).checkpoint }
    }

    /// What a repository's log is verified with, in the text form of signed notes (`name+id+key`).
    ///
    /// - Throws: ``RegistryError`` with `rightMissing`.
    public func logKey(of repository: RepositoryName, by caller: Caller) throws -> String {
        try caller.require(.pull, in: repository)
        return try logIdentity.key(of: repository).text
    }

    /// The hashes of a tile, 32 bytes each.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `repositoryUnknown`, `blobUnknown` for a tile that the log is too
    ///   short for.
    public func logTile(_ tile: Tile, of repository: RepositoryName, by caller: Caller) async throws -> [UInt8] {
        try caller.require(.pull, in: repository)
        return try await metadata.read { store in
            _ = try Self.head(of: repository, store)
            return try Self.tile(tile, of: repository, store)
        }
    }

    /// The entries of a bundle, as C2SP tlog-tiles puts them together.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `repositoryUnknown`, `blobUnknown` for a bundle that the log is too
    ///   short for.
    public func logEntries(
        _ bundle: EntryBundle,
        of repository: RepositoryName,
        by caller: Caller
    ) async throws -> [UInt8] {
        try caller.require(.pull, in: repository)
        return try await metadata.read { store in
            let size = try Self.head(of: repository, store).size
            let first = bundle.index.multipliedReportingOverflow(by: Int64(Tile.fullWidth))
            guard !first.overflow, first.partialValue + Int64(bundle.width) <= size else {
                throw Self.beyond("entries \(bundle.path)", of: repository)
            }
            return try EntryBundle.encode(
                store.logEntries(of: repository, from: first.partialValue, limit: bundle.width)
            )
        }
    }

    /// The proof of the last event that set or deleted a tag: a small text that is verified offline.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `manifestUnknown` when the tag never meant anything.
    public func tagProof(of tag: Tag, in repository: RepositoryName, by caller: Caller) async throws -> [UInt8] {
        try caller.require(.pull, in: repository)
        return try await metadata.read { store in
            guard let index = try store.lastMeaning(of: tag, in: repository)?.index else {
                throw RegistryError(.manifestUnknown, "\(repository) never had a tag \(tag)")
            }
            let head = try Self.head(of: repository, store)
            guard let entry = try store.logEntries(of: repository, from: index, limit: 1).first else {
                throw Self.beyond("entry \(index)", of: repository)
            }
            let proof = try InclusionPlan(index: index, size: head.size).proof { tile in
                try Self.tile(tile, of: repository, store)
            }
            let checkpoint = try SignedCheckpoint(parsing: head.checkpoint)
            return TagProof(entry: entry, proof: proof, checkpoint: checkpoint).bytes
        }
    }

    private static func head(of repository: RepositoryName, _ store: any MetadataReader) throws -> LogHead {
        guard let head = try store.logHead(of: repository) else {
            throw RegistryError(.repositoryUnknown, "nothing ever happened in \(repository), so it has no log")
        }
        return head
    }

    /// The hashes of a tile; the database may have more of it by now than was asked for.
    private static func tile(_ tile: Tile, of repository: RepositoryName, _ store: any MetadataReader) throws -> [UInt8]
    {
        let length = tile.width * LogHash.length
        guard let hashes = try store.logTile(tile.index, level: tile.level, of: repository), hashes.count >= length
        else { throw beyond("tile \(tile.path)", of: repository) }
        return Array(hashes.prefix(length))
    }

    private static func beyond(_ what: String, of repository: RepositoryName) -> RegistryError {
        RegistryError(.blobUnknown, "the log of \(repository) has no \(what)")
    }
}

extension MetadataReader {
    /// Finds the last event that set or deleted a tag; what else was noted of the tag lies in between.
    func lastMeaning(of tag: Tag, in repository: RepositoryName) throws -> EventRecord? {
        var before: Int64?
        while true {
            let page = try events(in: repository, tag: tag, before: before, limit: 20)
            if let event = page.first(where: { $0.kind.setsTag || $0.kind == .deleted }) { return event }
            guard let last = page.last, page.count == 20 else { return nil }
            before = last.index
        }
    }
}
