// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Registry
import Storage
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
                #expect(last[event.tag].map { $0 < event.time } ?? true, sourceLocation: location)
                #expect(event.previous == means[event.tag], sourceLocation: location)
                #expect(!event.actor.isEmpty, sourceLocation: location)
                last[event.tag] = event.time
                guard event.kind.setsTag || event.kind == .deleted else { continue }
                means[event.tag] = event.kind.setsTag ? event.digest : nil
                meant[event.tag] = event.digest
            }
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
