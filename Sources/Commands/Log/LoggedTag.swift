// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog

/// What the log of a repository says of one tag, and that the registry serves it.
struct LoggedTag: Sendable {
    /// The tag.
    let tag: Tag
    /// What the registry serves.
    let served: Digest
    /// The log, and the state of it that this was read from.
    let log: WatchedLog
    /// The last event that says what the tag means; of a push that waits for signatures, the event that says so.
    let entry: LogEntry
    /// What happened to the tag since, without changing what it means.
    let later: [LogEntry]
    /// The earlier event by which the tag meant the same already, if it went back to that.
    var earlier: LogEntry?

    /// Whether the registry shows what waits for signatures, as it does to whoever pushed it.
    var isPending: Bool { entry.isPending }
}
