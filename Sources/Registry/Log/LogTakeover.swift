// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIModel
internal import Storage

/// Makes logs of the histories that were there before there were logs, once for a data directory.
///
/// It goes on where it was interrupted. Once it is done it never runs again: an event that is in no log was then put
/// there by somebody else, and must not be signed.
struct LogTakeover {
    let metadata: any MetadataStore
    let identity: LogIdentity
    let log: Logger

    private static let setting = "logsTakenOver"
    private static let batch: Int64 = 2_000

    func run() async throws {
        guard try await metadata.read({ try $0.setting(Self.setting) }) == nil else { return }
        var last: RepositoryName?
        while true {
            let position = last
            let page = try await metadata.read { try $0.repositories(after: position, limit: 500) }
            for summary in page { try await takeOver(summary.name) }
            guard page.count == 500 else { break }
            last = page.last?.name
        }
        try await metadata.write { try $0.putSetting(Self.setting, "yes") }
    }

    private func takeOver(_ repository: RepositoryName) async throws {
        var total: Int64 = 0
        while true {
            let count = try await metadata.write { store in try takeOverBatch(of: repository, store) }
            total += count
            guard count == Self.batch else { break }
        }
        guard total > 0 else { return }
        log.info("made a log of the history", metadata: ["repository": "\(repository)", "entries": "\(total)"])
    }

    private func takeOverBatch(of repository: RepositoryName, _ store: any MetadataWriter) throws -> Int64 {
        let start = try store.logHead(of: repository)?.size ?? 0
        let events = try store.events(
            in: repository,
            tag: nil,
            before: start + Self.batch,
            limit: Int(Self.batch)
        ).filter { $0.index >= start }
        guard !events.isEmpty else { return 0 }
        let writer = LogWriter(store, identity)
        for event in events.reversed() {
            let last = try event.tag.flatMap { tag in
                try store.events(in: repository, tag: tag, before: event.index, limit: 1).first?.index
            }
            try writer.append(event, EventFacts(), after: last, in: repository, isTakenOver: true)
        }
        try writer.seal()
        return Int64(events.count)
    }
}
