// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import TagLog

/// An import on its way into a history, some entries at a time.
///
/// What the log has already is found in the order in which it lies there, tag by tag: a tag that meant something, then
/// something else, then the first again has three events, and all three are known the next time. What comes last about a
/// tag comes last in the log as well, unless the metadata had expired: then nobody knows whether it is the latest.
struct ContentTrustIntake: Sendable {
    /// The most events of one transaction.
    static let batch = 200
    /// The most entries of the log that one transaction reads.
    private static let page = 1_000

    private struct Known {
        let index: Int64
        let digest: Digest
        let signers: [String]
    }

    let order: ContentTrustImport
    /// Where the order says the last about each tag.
    private let last: [Tag: Int]
    private(set) var outcomes: [ContentTrustImportResult.Outcome] = []
    private var known: [Tag: [Known]] = [:]
    private var read: Int64 = 0
    /// Where its own events lie, which its later entries must not take for known.
    private var written: Set<Int64> = []

    init(_ order: ContentTrustImport) {
        self.order = order
        last = Dictionary(order.entries.enumerated().map { ($0.element.tag, $0.offset) }) { $1 }
    }

    /// Whether every entry has its event.
    var isComplete: Bool { outcomes.count == order.entries.count }

    /// Reads on in the log; true when it is read to its end.
    mutating func readLog(_ store: some MetadataReader) throws -> Bool {
        let entries = try store.logEntries(of: order.repository, from: read, limit: Self.page)
        for bytes in entries {
            defer { read += 1 }
            guard !written.contains(read) else { continue }
            let entry = try LogEntry(parsing: bytes)
            guard entry.event == EventRecord.Kind.imported.rawValue, entry.source == order.source.rawValue,
                let tag = entry.tag,
                let digest = entry.digest
            else { continue }
            known[tag, default: []].append(Known(index: entry.index, digest: digest, signers: entry.signers))
        }
        return entries.count < Self.page
    }

    /// Writes the events of the next entries.
    ///
    /// - Parameters:
    ///   - store: The transaction.
    ///   - actor: Who imports.
    ///   - now: What time it is.
    /// - Throws: ``StoreError`` when the history cannot be read or written.
    mutating func write(_ store: some MetadataWriter, by actor: String, at now: Timestamp) throws {
        // Somebody else may have written since.
        while try !readLog(store) {}
        var count = 0
        while !isComplete, count < Self.batch {
            let entry = order.entries[outcomes.count]
            if let index = takeKnown(entry) {
                outcomes.append(.init(entry: entry, index: index, isNew: false))
                continue
            }
            var facts = EventFacts()
            facts.source = order.source.rawValue
            facts.signers = entry.signers
            let event = try store.append(
                NewEvent(
                    .imported,
                    of: entry.tag,
                    digest: entry.digest,
                    previous: try store.tag(entry.tag, in: order.repository)?.digest,
                    actor: actor,
                    reason: reason(entry),
                    at: now,
                    facts: facts
                ),
                in: order.repository
            )
            outcomes.append(.init(entry: entry, index: event.index, isNew: true))
            // What is said of the tag after this has to lie behind it.
            known[entry.tag] = nil
            written.insert(event.index)
            count += 1
        }
    }

    /// Finds the event that the log has of the entry which is next, if one is in its place.
    private mutating func takeKnown(_ entry: ContentTrustImport.Entry) -> Int64? {
        let earlier = known[entry.tag] ?? []
        let isLast = last[entry.tag] == outcomes.count
        let isKnown = { (event: Known) in event.digest == entry.digest && event.signers == entry.signers }
        let place: Int?
        if isLast, let newest = earlier.last, isKnown(newest) {
            place = earlier.count - 1
        } else if isLast, order.freshness == .valid {
            place = nil
        } else {
            place = earlier.firstIndex(where: isKnown)
        }
        guard let place else { return nil }
        known[entry.tag] = Array(earlier.dropFirst(place + 1))
        return earlier[place].index
    }

    private func reason(_ entry: ContentTrustImport.Entry) -> String {
        let roles = entry.roles.prefix(5).joined(separator: ", ") + (entry.roles.count > 5 ? ", …" : "")
        return "Docker Content Trust, \(roles), version \(entry.version), good until \(entry.expires)"
            + (order.freshness == .expired ? "; its metadata had expired when it was imported" : "")
    }
}
