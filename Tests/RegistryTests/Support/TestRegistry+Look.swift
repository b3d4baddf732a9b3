// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Registry
import Storage
import TagLog
import Testing

extension TestRegistry {
    /// What a tag means to someone who pulls it; nil when it does not exist.
    func meaning(of tag: Tag, in repository: RepositoryName = .app) async throws -> Digest? {
        do {
            return try await registry.manifest(.tag(tag), in: repository, by: .eve).manifest.digest
        } catch let error as RegistryError where error.code == .manifestUnknown {
            return nil
        }
    }

    /// The events of a tag, oldest first.
    func history(of tag: Tag?, in repository: RepositoryName = .app) async throws -> [EventRecord] {
        try await registry.history(of: tag, in: repository, before: nil, limit: .max, by: .eve).reversed()
    }

    /// The kinds of a tag's events, oldest first.
    func kinds(of tag: Tag, in repository: RepositoryName = .app) async throws -> [EventRecord.Kind] {
        try await history(of: tag, in: repository).map(\.kind)
    }

    /// All holds of a tag, oldest first.
    func holds(of tag: Tag, in repository: RepositoryName = .app) async throws -> [HoldRecord] {
        try await registry.holds(
            in: repository,
            tag: tag,
            states: Set(HoldRecord.State.allCases),
            limit: 1_000,
            by: .eve
        ).map(\.record).reversed()
    }

    func state(of hold: Int64) async throws -> HoldRecord.State {
        try await registry.hold(hold, by: .eve).record.state
    }

    /// Pulls an image by digest, with everything it points to, and compares every byte.
    func expectPulls(
        _ image: Image,
        in repository: RepositoryName = .app,
        by caller: Caller = .eve,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        let pulled = try await registry.manifest(.digest(image.digest), in: repository, by: caller)
        #expect(pulled.manifest.bytes == image.bytes, sourceLocation: location)
        #expect(pulled.manifest.mediaType == image.mediaType, sourceLocation: location)
        for bytes in image.blobs {
            let reader = try await registry.blob(Digest(of: bytes), in: repository, by: caller)
            #expect(try await reader.read(at: 0, count: .max) == bytes, sourceLocation: location)
        }
        for child in image.children {
            try await expectPulls(child, in: repository, by: caller, location: location)
        }
    }

    /// Tells why a manifest cannot be pulled; nil when it can.
    func pullRefusal(
        _ digest: Digest,
        in repository: RepositoryName = .app,
        by caller: Caller = .eve
    ) async throws -> RegistryError.Code? {
        try await refusal { _ = try await registry.manifest(.digest(digest), in: repository, by: caller) }
    }

    /// Checks that the log of a repository is its history, hashed and signed.
    private func checkLog(
        of repository: RepositoryName,
        _ events: [EventRecord],
        location: SourceLocation
    ) async throws {
        guard !events.isEmpty else { return }
        let key = try NoteKey(try registry.logKey(of: repository, by: .ann))
        let signed = try SignedCheckpoint(parsing: try await registry.logCheckpoint(of: repository, by: .ann))
        try signed.verify(by: key)
        #expect(signed.checkpoint.size == Int64(events.count), sourceLocation: location)
        let entries = try await metadata.read { try $0.logEntries(of: repository, from: 0, limit: .max) }
        #expect(entries.count == events.count, sourceLocation: location)
        var range = CompactRange()
        for bytes in entries { _ = range.append(LogHash.leaf(of: bytes)) }
        #expect(range.root == signed.checkpoint.root, sourceLocation: location)
        for (event, bytes) in zip(events, entries) {
            let entry = try LogEntry(parsing: bytes)
            #expect(entry.index == event.index, sourceLocation: location)
            #expect(entry.event == event.kind.rawValue, sourceLocation: location)
            #expect(entry.tag == event.tag, sourceLocation: location)
            #expect(entry.digest == event.digest, sourceLocation: location)
            #expect(entry.previous == event.previous, sourceLocation: location)
            #expect(entry.actor == event.actor, sourceLocation: location)
            #expect(entry.reason == event.reason, sourceLocation: location)
        }
    }

    /// Checks that history is gapless and in order, that tags are what their last event says, and that each open hold
    /// stands against what its tag means.
    func checkHistory(location: SourceLocation = #_sourceLocation) async throws {
        let repositories = try await metadata.read { try $0.repositories(after: nil, limit: 1_000) }.map(\.name)
        for repository in repositories {
            let (events, holds) = try await metadata.read { store in
                (
                    Array(try store.events(in: repository, tag: nil, before: nil, limit: .max).reversed()),
                    try store.holds(in: repository, tag: nil, states: [.open], before: nil, limit: .max)
                )
            }
            #expect(events.map(\.index) == Array(0..<Int64(events.count)), sourceLocation: location)
            var means: [Tag: Digest] = [:]
            var meant: [Tag: Digest] = [:]
            var last: [Tag: Timestamp] = [:]
            for event in events {
                #expect(!event.actor.isEmpty, sourceLocation: location)
                guard let tag = event.tag else {
                    #expect(event.previous == nil, sourceLocation: location)
                    continue
                }
                #expect(last[tag].map { $0 < event.time } ?? true, sourceLocation: location)
                #expect(event.previous == means[tag], sourceLocation: location)
                last[tag] = event.time
                guard event.kind.setsTag || event.kind == .deleted else { continue }
                means[tag] = event.kind.setsTag ? event.digest : nil
                meant[tag] = event.digest
            }
            try await checkLog(of: repository, events, location: location)
            for tag in last.keys {
                let record = try await metadata.read { try $0.tag(tag, in: repository) }
                #expect(record?.digest == means[tag], sourceLocation: location)
                #expect(record?.lastDigest == meant[tag], sourceLocation: location)
            }
            for hold in holds { #expect(hold.from == meant[hold.tag], sourceLocation: location) }
            #expect(Set(holds.map(\.tag)).count == holds.count, sourceLocation: location)
        }
    }
}
