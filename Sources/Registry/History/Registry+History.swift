// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage

extension Registry {
    /// Lists the events of a tag, or of a whole repository, newest first.
    ///
    /// - Parameters:
    ///   - tag: The tag; nil for every tag of the repository.
    ///   - repository: The repository; one that was never pushed to has no events.
    ///   - before: Only events with a smaller index; nil starts at the newest.
    ///   - limit: The most events to list.
    ///   - caller: Who asks; needs the right to pull.
    /// - Returns: The events, of which the last one's index is the `before` of the next page.
    /// - Throws: ``RegistryError``: `rightMissing`, `repositoryUnknown` for a name that only mirrors have; ``StoreError`` when the metadata cannot be read.
    public func history(
        of tag: Tag?,
        in repository: RepositoryName,
        before: Int64?,
        limit: Int,
        by caller: Caller
    ) async throws -> [EventRecord] {
        try caller.require(.pull, in: repository)
        let events = try await metadata.read {
            try $0.events(in: repository, tag: tag, before: before, limit: limit)
        }
        if events.isEmpty, before == nil { try await requireOneName(repository) }
        return events
    }

    /// Lists what a tag meant, newest first, as the tag history draft of the distribution specification has it.
    ///
    /// - Parameters:
    ///   - tag: The tag.
    ///   - repository: The repository.
    ///   - selection: The events wanted; filtered here, page by page, so that a long history costs no memory.
    ///   - limit: The most entries to list.
    ///   - caller: Who asks; needs the right to pull.
    /// - Returns: At most `limit` entries, and whether there are more.
    /// - Throws: ``RegistryError`` with `rightMissing`; ``StoreError`` when the metadata cannot be read.
    public func meanings(
        of tag: Tag,
        in repository: RepositoryName,
        selection: MeaningSelection,
        limit: Int,
        by caller: Caller
    ) async throws -> (entries: [TagMeaningEntry], hasMore: Bool) {
        try caller.require(.pull, in: repository)
        return try await metadata.read { store in
            var entries: [TagMeaningEntry] = []
            var before: Int64?
            while true {
                let events = try store.events(in: repository, tag: tag, before: before, limit: 500)
                for event in events where selection.includes(event) {
                    guard entries.count < limit else { return (entries, true) }
                    entries.append(
                        TagMeaningEntry(
                            event: event,
                            manifest: try event.digest.flatMap { try store.manifest($0, in: repository) }
                        )
                    )
                }
                guard let last = events.last, events.count == 500 else { return (entries, false) }
                before = last.index
            }
        }
    }
}

/// Which entries of a tag's history are wanted.
public struct MeaningSelection: Hashable, Sendable {
    /// Only entries before this moment.
    public var before: Timestamp?
    /// Only entries after this moment.
    public var since: Timestamp?
    /// Only entries about this digest.
    public var digest: Digest?

    /// Creates a selection.
    public init(before: Timestamp? = nil, since: Timestamp? = nil, digest: Digest? = nil) {
        self.before = before
        self.since = since
        self.digest = digest
    }

    func includes(_ event: EventRecord) -> Bool {
        (event.kind.setsTag || event.kind == .deleted)
            && before.map { event.time < $0 } ?? true
            && since.map { event.time > $0 } ?? true
            && digest.map { event.digest == $0 } ?? true
    }
}

/// One entry of what a tag meant.
public struct TagMeaningEntry: Hashable, Sendable {
    /// The event that set or deleted the tag.
    public let event: EventRecord
    /// The manifest it is about, as long as the repository has it.
    public let manifest: ManifestRecord?
}
