// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// A change that logs and announces what it appends to history, and announces what it finds damaged; all else is passed
/// on.
final class AnnouncingWriter: MetadataWriter {
    let store: any MetadataWriter
    /// The logs that the change appends to.
    let logs: LogWriter
    /// The requirements and keys in force.
    let trust: TrustInForce
    /// The repositories whose log tells the requirements in force by now.
    private var trusting: Set<RepositoryName> = []
    /// How many messages the change has put into the outbox.
    private(set) var added = 0
    private let outbox: Outbox
    /// Where the change was asked for from.
    private let address: String?
    /// The most events of a tag that are read.
    private static let maximumEvents = 250

    init(
        _ store: any MetadataWriter,
        outbox: Outbox,
        identity: LogIdentity,
        trust: TrustInForce,
        address: String?
    ) {
        self.store = store
        self.logs = LogWriter(store, identity)
        self.trust = trust
        self.outbox = outbox
        self.address = address
    }

    func append(_ event: NewEvent, in repository: RepositoryName) throws -> EventRecord {
        try requireTrustLogged(in: repository, at: event.time)
        let last = try event.tag.flatMap { try store.lastEvent(of: $0, in: repository) }?.index
        let record = try store.append(event, in: repository)
        try logs.append(record, event.facts, after: last, in: repository)
        try announce(record, in: repository)
        try announceBaseMove(record, in: repository)
        return record
    }

    /// Sees to it that the log of a repository tells by which requirements the change is judged.
    func requireTrustLogged(in repository: RepositoryName, at time: Timestamp) throws {
        guard trust.isLogged, trusting.insert(repository).inserted else { return }
        try logTrust(in: repository, at: time)
    }

    private func announce(_ event: EventRecord, in repository: RepositoryName) throws {
        let announcements = outbox.announcements
        // Some kinds of events are of no concern to anybody else.
        guard let told = Webhook.Event(rawValue: event.kind.rawValue), announcements.areWanted(for: told) else {
            return
        }
        let announcement = Announcement(
            told,
            event,
            in: repository,
            hold: try event.hold.flatMap { try store.hold($0) },
            from: address,
            publicURL: announcements.publicURL
        )
        added += try outbox.put(announcement, taken: added, in: store)
    }

    /// Tells that images are built on what a tag meant until now; found by look-ups whose number is bounded.
    private func announceBaseMove(_ event: EventRecord, in repository: RepositoryName) throws {
        let announcements = outbox.announcements
        guard event.kind.setsTag, announcements.areWanted(for: .baseMoved), let tag = event.tag,
            CompanionTag(tag) == nil,
            let previous = try event.previous ?? meaning(of: tag, in: repository, before: event.index),
            previous != event.digest
        else { return }
        let dependents = try BaseDependents(of: previous, in: repository, store)
        guard !dependents.names.isEmpty || dependents.isTruncated else { return }
        let announcement = Announcement(
            baseMove: event,
            from: previous,
            in: repository,
            dependents,
            publicURL: announcements.publicURL
        )
        added += try outbox.put(announcement, taken: added, in: store)
    }

    /// What a tag meant last that does not exist any more; what else was noted of it lies in between.
    private func meaning(of tag: Tag, in repository: RepositoryName, before index: Int64) throws -> Digest? {
        try store.events(in: repository, tag: tag, before: index, limit: Self.maximumEvents)
            .first { $0.kind.setsTag || $0.kind == .deleted }?.digest
    }

    func putCorruption(_ corruption: CorruptionRecord) throws {
        let isKnown = try store.corruptions().contains { $0.digest == corruption.digest && $0.healedAt == nil }
        try store.putCorruption(corruption)
        guard corruption.healedAt == nil, !isKnown, outbox.announcements.areWanted(for: .corrupt) else { return }
        let announcement = Announcement(
            damaged: corruption.digest,
            in: try store.repositories(holding: corruption.digest),
            at: corruption.noticedAt
        )
        added += try outbox.put(announcement, taken: added, in: store)
    }
}
