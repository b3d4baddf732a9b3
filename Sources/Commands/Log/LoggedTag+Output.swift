// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog

extension LoggedTag {
    /// The lines for people.
    func text(_ reference: String, style: Style) -> String {
        let size = log.checkpoint.size
        var lines = [
            "\(isPending ? style.attention("pending") : style.success("logged")) \(VisibleText.line(reference))@\(served)",
            "  \(entry.event) at entry \(entry.index) of \(size), \(entry.time.rfc3339), by \(VisibleText.line(entry.actor))"
                + (entry.reason.map { ": \(VisibleText.line($0))" } ?? ""),
        ]
        if entry.isTakenOver { lines.append(style.faint("  \(LogEntry.takenOver)")) }
        if isPending {
            lines.append("  it waits for signatures; only who pushed it is shown it under this tag")
        }
        if let earlier {
            lines.append(
                style.attention(
                    "  it went back: it meant the same since entry \(earlier.index), \(earlier.time.rfc3339), and something "
                        + "else between"
                )
            )
        }
        for event in later {
            lines.append("  since: \(event.event) at entry \(event.index)\(event.digest.map { " \($0)" } ?? "")")
        }
        lines.append(
            style.faint(
                "  log \(VisibleText.line(log.seen.origin)), \(log.isFirst ? "seen for the first time" : "as seen before, and grown")"
            )
        )
        return lines.joined(separator: "\n")
    }
}

extension LogEntry {
    /// What is to be known of an entry whose time and actor nobody signed when it happened.
    static let takenOver = "taken over from the history that was there before the log"
}

extension JSONWriter {
    /// Writes the members of what a log says of a tag.
    mutating func write(_ logged: LoggedTag) {
        member("origin", logged.log.seen.origin)
        member("size", logged.log.checkpoint.size)
        member("root", Base64.encode(logged.log.checkpoint.root.bytes))
        member("firstContact", logged.log.isFirst)
        member("entry") { $0.write(logged.entry) }
        if let earlier = logged.earlier { member("wentBackTo") { $0.write(earlier) } }
        member("later", logged.later) { json, entry in json.write(entry) }
    }

    /// Writes the members of an entry of a log.
    mutating func write(_ entry: LogEntry) {
        member("index", entry.index)
        member("time", entry.time.rfc3339)
        member("event", entry.event)
        if let tag = entry.tag { member("tag", tag.rawValue) }
        if let digest = entry.digest { member("digest", digest.rawValue) }
        if let previous = entry.previous { member("previous", previous.rawValue) }
        member("actor", entry.actor)
        if let reason = entry.reason { member("reason", reason) }
        if entry.isTakenOver { member("takenOver", true) }
    }
}
