// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

/// Holds what a registry says of a tag against the log of its repository: it must be what the last entries say.
struct TagJudging {
    /// How often it is asked anew, since the tag may have moved between the answer and the log.
    private static let tries = 3

    let contact: LogContact

    /// Judges an answer.
    ///
    /// - Throws: ``CommandFailure`` with status 6 when the log says something else, with the evidence saved.
    func judge(_ first: TagRead, by log: WatchedLog) async throws {
        var (read, log) = (first, log)
        for attempt in 1... {
            let (finding, state) = try await finding(read, log)
            guard let finding else { break }
            guard attempt < Self.tries else { throw state.contradiction(finding) }
            // What only an upstream has is logged when it is pulled; everything else is told without pulling.
            read = try await first.source.tagRead(of: first.tag, by: read.position == nil ? .pull : .head)
            log = try await contact.freshLog(of: first.source)
        }
        guard read.digest == first.digest else { throw Self.moved(first.tag, first.source) }
    }

    /// Why nothing can be said of a tag that does not hold still.
    static func moved(_ tag: Tag, _ source: RegistrySource) -> CommandFailure {
        CommandFailure(
            .registry,
            "the tag \(tag) of \(source.name) moved while it was looked at",
            advice: "Try again."
        )
    }

    /// What is wrong with an answer, if something is, and the state of the log that says so.
    private func finding(_ read: TagRead, _ log: WatchedLog) async throws -> (String?, WatchedLog) {
        var log = log
        var index = read.position?.index
        if index == nil {
            // What waits for signatures has no event that sets it, and so no position; its log tells.
            index = try await log.reader.proof(of: read.tag)?.proof.index
        }
        if let index, index >= log.checkpoint.size { log = try await contact.freshLog(of: read.source) }
        if let index, index >= log.checkpoint.size {
            return ("has no entry \(index), by which the registry says that the tag \(read.tag) is set", log)
        }
        let tail = try await contact.tail(of: log, from: index ?? 0)
        switch tail.standing(of: read.tag, as: read.digest, since: read.position?.index) {
        case .logged, .pending: return (nil, log)
        case .contradicted(let finding): return (finding, log)
        }
    }
}
