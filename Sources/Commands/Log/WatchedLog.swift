// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import TagLog

/// A log whose state was verified, and the way to read more of it.
struct WatchedLog: Sendable {
    /// Its key and its newest state.
    let seen: RememberedLog
    /// What reads it.
    let reader: LogReader
    /// Whether it was never seen before.
    let isFirst: Bool
    /// Whether the state is from an earlier question of this run.
    var isKept = false
    /// Why the state could not be remembered.
    var unremembered: CommandFailure?

    /// The newest state.
    var checkpoint: Checkpoint { seen.checkpoint.checkpoint }

    /// Reads the bytes of an entry, which must know its place.
    ///
    /// - Throws: ``CommandFailure`` with status 6.
    func entry(_ index: Int64, _ bytes: [UInt8]) throws -> LogEntry {
        let entry: LogEntry
        do throws(LogEntryError) {
            entry = try LogEntry(parsing: bytes)
        } catch {
            throw contradiction("has an entry \(index) that cannot be read: \(error)")
        }
        guard entry.index == index else {
            throw contradiction("has an entry \(index) that calls itself \(entry.index)")
        }
        return entry
    }

    /// Why the entries from an index on are not read to the end.
    func tooLong(from index: Int64) -> CommandFailure {
        CommandFailure(
            .registry,
            "the log of \(reader.place) has \(checkpoint.size - index) entries from \(index) on, too many to be read",
            advice: "At most \(LogReader.mostEntries) are read for a tag; holdfast log audit --max-entries reads more."
        )
    }

    /// The alarm that entries do not lead to the root that was signed.
    func contradicted(from index: Int64) -> CommandFailure {
        contradiction("gives entries from \(index) on that are not those it signed")
    }

    /// The alarm that the log, or what is served, contradicts what it signed; with the evidence saved.
    ///
    /// - Parameters:
    ///   - finding: What does not fit, as a sentence without its subject.
    ///   - presented: Another signed state that has to do with it.
    /// - Returns: The error that ends the command.
    func contradiction(_ finding: String, presented: [UInt8]? = nil) -> CommandFailure {
        LogAlarm(
            kind: .misbehaved,
            place: reader.place,
            finding: finding,
            remembered: seen.checkpoint.bytes,
            presented: presented,
            key: seen.key
        ).raised(in: LogMemory.standard(.current))
    }
}
