// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import TagLog

/// Appends the events of one change to the logs of their repositories, and signs each log once at the end.
final class LogWriter {
    private let store: any MetadataWriter
    private let identity: LogIdentity
    private var logs: [RepositoryName: OpenLog] = [:]

    /// The height of the subtree whose leaves are the hashes of a tile.
    private static let tileHeight = 8

    private struct OpenLog {
        var range: CompactRange
        var policy: Digest?
        var isChanged = false
    }

    init(_ store: any MetadataWriter, _ identity: LogIdentity) {
        self.store = store
        self.identity = identity
    }

    /// Makes an event of the history the next entry of its repository's log.
    ///
    /// - Throws: ``StoreError`` with `corrupt` when the registry never signed that the log stands as it does, or it has
    ///   not as many entries as the history had before: then it was meddled with.
    func append(
        _ event: EventRecord,
        _ facts: EventFacts,
        after last: Int64?,
        in repository: RepositoryName,
        isTakenOver: Bool = false
    ) throws {
        var log = try open(repository)
        guard log.range.size == event.index else {
            throw StoreError(
                .corrupt,
                "the log of \(repository) has \(log.range.size) entries and its history \(event.index);"
                    + " nothing was stored; restore the data from a backup"
            )
        }
        var entry = LogEntry(event, facts, after: last)
        entry.isTakenOver = isTakenOver
        if let digest = event.digest, let manifest = try store.manifest(digest, in: repository) {
            entry.mediaType = manifest.mediaType.rawValue
            entry.size = manifest.size
        }
        let bytes = entry.bytes
        guard bytes.count <= LogEntry.maximumSize else {
            throw StoreError(.failure, "an event of \(repository) is too long for its log; nothing was stored")
        }
        try store.putLogEntry(bytes, at: event.index, of: repository)
        for subtree in log.range.append(LogHash.leaf(of: bytes)) where subtree.level.isMultiple(of: Self.tileHeight) {
            try store.appendLogHash(
                subtree.hash.bytes,
                toTile: subtree.index / Int64(Tile.fullWidth),
                level: subtree.level / Self.tileHeight,
                of: repository
            )
        }
        for signature in facts.signatures {
            try store.putSignature(signature, firstSeen: event.index, in: repository)
        }
        log.isChanged = true
        logs[repository] = log
    }

    /// The SHA-256 of the trust document that was logged last.
    func policy(of repository: RepositoryName) throws -> Digest? {
        try open(repository).policy
    }

    /// Notes which trust document is in force from the last entry on.
    func setPolicy(_ digest: Digest?, of repository: RepositoryName) throws {
        var log = try open(repository)
        log.policy = digest
        log.isChanged = true
        logs[repository] = log
    }

    /// Signs every log that was appended to; nothing of the change is visible before.
    func seal() throws {
        for (repository, log) in logs where log.isChanged {
            try store.putLogHead(identity.head(of: repository, log.range, policy: log.policy), of: repository)
        }
        logs = [:]
    }

    private func open(_ repository: RepositoryName) throws -> OpenLog {
        if let log = logs[repository] { return log }
        guard let head = try store.logHead(of: repository) else {
            return OpenLog(range: CompactRange(), policy: nil)
        }
        // What somebody else put there would be signed with the next entry.
        guard let range = identity.signedTree(of: head, of: repository) else {
            throw StoreError(
                .corrupt,
                "the log of \(repository) does not stand as this registry signed it; nothing was stored;"
                    + " restore the data from a backup"
            )
        }
        return OpenLog(range: range, policy: head.policy)
    }
}

extension LogHead {
    /// The tree of the entries; nil when what is stored is none.
    var tree: CompactRange? {
        let hashes = stride(from: 0, to: range.count, by: LogHash.length).compactMap { start in
            LogHash(range.dropFirst(start).prefix(LogHash.length))
        }
        return CompactRange(size: size, hashes: hashes)
    }
}

extension LogEntry {
    /// The entry of an event, as far as the history and the facts tell.
    init(_ event: EventRecord, _ facts: EventFacts, after last: Int64?) {
        self.init(
            index: event.index,
            time: event.time,
            event: event.kind.rawValue,
            tag: event.tag,
            digest: event.digest,
            previous: event.previous,
            previousIndex: last,
            actor: event.actor,
            reason: event.reason,
            hold: event.hold
        )
        signatures = facts.signatures
        artifact = facts.artifact
        policy = facts.policy
        source = facts.source
        signers = facts.signers
        if let name = facts.keyName, let fingerprint = facts.keyFingerprint {
            key = Key(name: name, fingerprint: fingerprint)
        }
    }
}
