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
        return Set(events?.compactMap(\.tag) ?? []).sorted()
    }

    func lastEvent(of tag: Tag, in repository: RepositoryName) throws -> EventRecord? {
        state.repositories[repository]?.events.last { $0.tag == tag }
    }

    func append(_ new: NewEvent, in repository: RepositoryName) throws -> EventRecord {
        let last = try new.tag.flatMap { try lastEvent(of: $0, in: repository) }
        let index = Int64(state.repositories[repository]?.events.count ?? 0)
        let time = max(new.time, last?.time.advanced(by: .microseconds(1)) ?? new.time)
        let event = EventRecord(new, index: index, time: time)
        change(repository) { content in
            content.events.append(event)
            guard event.kind.setsTag || event.kind == .deleted, let tag = event.tag, let digest = event.digest else {
                return
            }
            content.tags[tag] = TagRecord(
                tag: tag,
                digest: event.kind.setsTag ? digest : nil,
                lastDigest: digest,
                changedAt: event.time,
                changedBy: event.actor
            )
        }
        return event
    }
}
