// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

extension LoggedTagReading {
    /// Whether the log has content as what a tag means, or as waiting under it for signatures; never without a log.
    func has(_ digest: Digest, under tag: Tag) async throws -> Bool {
        guard try await source.tagLog(.checkpoint) != nil else { return false }
        let log = try await contact.log(of: source)
        let entries = try await entries(of: log, from: 0) { $0.tag == tag }
        if let last = entries.last(where: { $0.setsTag || $0.deletesTag }), last.setsTag, last.digest == digest {
            return true
        }
        return pending(tag, digest, entries, log) != nil
    }

    /// What is served, if the last that the log has of it is that it was pushed and waits for signatures.
    func pending(_ tag: Tag, _ served: Digest, _ entries: [LogEntry], _ log: WatchedLog) -> LoggedTag? {
        guard let index = entries.lastIndex(where: { $0.digest == served && $0.event != "signed" }),
            entries[index].isPending
        else { return nil }
        let later = Array(entries[(index + 1)...])
        return LoggedTag(tag: tag, served: served, log: log, entry: entries[index], later: later)
    }
}

extension LogEntry {
    /// Whether the event is a push that waits for signatures, and sets nothing.
    var isPending: Bool { event == "pending" }
}
