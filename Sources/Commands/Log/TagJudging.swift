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
    /// - Returns: Whether it waits for signatures, and is shown to its pusher alone.
    /// - Throws: ``CommandFailure`` with status 6 when the log says something else, with the evidence saved.
    @discardableResult
    func judge(_ first: TagRead, by log: WatchedLog) async throws -> Bool {
        var (read, log) = (first, log)
        for attempt in 1...Self.tries {
            // What only an upstream has is logged when it is pulled; everything else is told without pulling.
            if read.position == nil, try await log.reader.proof(of: read.tag) == nil {
                read = try await first.source.tagRead(of: first.tag, by: .pull)
            }
            let (standing, state) = try await standing(of: read, log)
            switch standing {
            case .logged, .pending:
                guard read.digest == first.digest else { throw Self.moved(first.tag, first.source) }
                return standing == .pending
            case .contradicted(let finding):
                guard attempt < Self.tries else { throw state.contradiction(finding) }
                read = try await first.source.tagRead(of: first.tag, by: .head)
                log = try await contact.freshLog(of: first.source)
            }
        }
        throw Self.moved(first.tag, first.source)
    }

    /// Why nothing can be said of a tag that does not hold still.
    static func moved(_ tag: Tag, _ source: RegistrySource) -> CommandFailure {
        CommandFailure(
            .registry,
            "the tag \(tag) of \(source.name) moved while it was looked at",
            advice: "Try again."
        )
    }

    /// What the log says of an answer, and the state of the log that says so.
    private func standing(of read: TagRead, _ log: WatchedLog) async throws -> (LogTail.Standing, WatchedLog) {
        var log = log
        var index = read.position?.index
        if index == nil {
            // What waits for signatures has no event that sets it, and so no position; its log tells.
            index = try await log.reader.proof(of: read.tag)?.proof.index
        }
        if let index, index >= log.checkpoint.size { log = try await contact.freshLog(of: read.source) }
        if let index, index >= log.checkpoint.size {
            let finding = "has no entry \(index), by which the registry says that the tag \(read.tag) is set"
            return (.contradicted(finding), log)
        }
        let standing = try await contact.tail(of: log, from: index ?? 0)
            .standing(of: read.tag, as: read.digest, since: read.position?.index)
        guard case .contradicted = standing, read.position == nil else { return (standing, log) }
        // It may have been waiting since before the tag was set to what it means.
        let whole = try await contact.tail(of: log, from: 0)
        return (whole.standing(of: read.tag, as: read.digest, since: nil), log)
    }
}
