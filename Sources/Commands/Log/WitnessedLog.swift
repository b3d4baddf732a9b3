// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A state of a log that somebody else keeps, such as a lock in version control.
struct WitnessedLog: Hashable, Sendable {
    /// The key of the log and its state, verified.
    let log: RememberedLog
    /// The file that holds it.
    let witness: String

    /// That there is no such log any more, as a sentence without its subject.
    var absence: String {
        let entries = log.size == 1 ? "1 entry" : "\(log.size) entries"
        return "is gone: it was seen with \(entries)"
    }
}
