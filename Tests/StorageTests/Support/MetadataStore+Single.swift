// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage

/// Single questions and changes, each in a read or change of its own.
extension MetadataStore {
    /// Appends an event in a change of its own.
    @discardableResult
    func append(
        _ kind: EventRecord.Kind,
        _ tag: Tag,
        in repository: RepositoryName,
        digest content: Digest = digest(1),
        previous: Digest? = nil,
        at time: Timestamp = moment(0)
    ) async throws -> EventRecord {
        try await write { try $0.append(kind, tag, in: repository, digest: content, previous: previous, at: time) }
    }

    func hasRepository(_ repository: RepositoryName) async throws -> Bool {
        try await read { try $0.hasRepository(repository) }
    }

    func blob(_ digest: Digest, in repository: RepositoryName) async throws -> BlobRecord? {
        try await read { try $0.blob(digest, in: repository) }
    }

    func tag(_ tag: Tag, in repository: RepositoryName) async throws -> TagRecord? {
        try await read { try $0.tag(tag, in: repository) }
    }

    func events(in repository: RepositoryName) async throws -> [EventRecord] {
        try await read { try $0.events(in: repository, tag: nil, before: nil, limit: .max) }
    }

    func hold(_ id: Int64) async throws -> HoldRecord? {
        try await read { try $0.hold(id) }
    }

    func openHold(of tag: Tag, in repository: RepositoryName) async throws -> HoldRecord? {
        try await read { try $0.openHold(of: tag, in: repository) }
    }
}
