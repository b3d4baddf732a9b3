// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

// MARK: Tags

extension MemoryTransaction {
    func tag(_ tag: Tag, in repository: RepositoryName) throws -> TagRecord? {
        state.repositories[repository]?.tags[tag]
    }

    func tags(in repository: RepositoryName, after: Tag?, limit: Int) throws -> [TagRecord] {
        guard let tags = state.repositories[repository]?.tags.values else { return [] }
        let existing = tags.filter { record in record.digest != nil && (after.map { record.tag > $0 } ?? true) }
        return Array(existing.sorted { $0.tag < $1.tag }.prefix(limit))
    }

    func tagNames(in repository: RepositoryName, after: Tag?, limit: Int) throws -> [String] {
        try tags(in: repository, after: after, limit: limit).map(\.tag.rawValue)
    }

    func tags(of digest: Digest, in repository: RepositoryName) throws -> [Tag] {
        state.repositories[repository]?.tags.values.filter { $0.digest == digest }.map(\.tag).sorted() ?? []
    }
}

// MARK: History

extension MemoryTransaction {
    func events(in repository: RepositoryName, tag: Tag?, before: Int64?, limit: Int) throws -> [EventRecord] {
        guard let events = state.repositories[repository]?.events else { return [] }
        let end = Int(clamping: max(0, min(before ?? .max, Int64(events.count))))
        return Array(events[..<end].reversed().lazy.filter { tag == nil || $0.tag == tag }.prefix(limit))
    }

    func tags(everMeaning digest: Digest, in repository: RepositoryName) throws -> [Tag] {
        let events = state.repositories[repository]?.events.filter { $0.digest == digest && $0.kind.setsTag }
        return Set(events?.map(\.tag) ?? []).sorted()
    }

    func lastEvent(of tag: Tag, in repository: RepositoryName) throws -> EventRecord? {
        state.repositories[repository]?.events.last { $0.tag == tag }
    }

    func append(
        _ kind: EventRecord.Kind,
        of tag: Tag,
        in repository: RepositoryName,
        digest: Digest,
        previous: Digest?,
        actor: String,
        reason: String?,
        hold: Int64?,
        at time: Timestamp
    ) throws -> EventRecord {
        let last = try lastEvent(of: tag, in: repository)
        let event = EventRecord(
            index: Int64(state.repositories[repository]?.events.count ?? 0),
            time: max(time, last?.time.advanced(by: .microseconds(1)) ?? time),
            tag: tag,
            kind: kind,
            digest: digest,
            previous: previous,
            actor: actor,
            reason: reason,
            hold: hold
        )
        change(repository) { content in
            content.events.append(event)
            guard kind.setsTag || kind == .deleted else { return }
            content.tags[tag] = TagRecord(
                tag: tag,
                digest: kind.setsTag ? digest : nil,
                lastDigest: digest,
                changedAt: event.time,
                changedBy: actor
            )
        }
        return event
    }
}
