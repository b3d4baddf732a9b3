// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning

/// What became different in a lock, for people.
struct LockChange {
    /// One line for each image that came, went or moved.
    let lines: [String]
    /// How many there are of each.
    let summary: String

    init(from old: LockFile?, to new: LockFile, path: String) {
        let before = Dictionary((old?.entries ?? []).map { ($0.reference, $0) }) { first, _ in first }
        let after = Set(new.entries.map(\.reference))
        var lines: [String] = []
        var counts = (added: 0, moved: 0, dropped: 0)
        for entry in new.entries {
            let text = VisibleText.line(entry.reference.description)
            guard let earlier = before[entry.reference] else {
                counts.added += 1
                lines.append("+ \(text)  \(entry.digest)\(Self.platforms(entry))")
                continue
            }
            guard earlier.digest != entry.digest else { continue }
            counts.moved += 1
            lines.append("~ \(text)  \(earlier.digest) → \(entry.digest)")
        }
        for entry in old?.entries ?? [] where !after.contains(entry.reference) {
            counts.dropped += 1
            lines.append("- \(VisibleText.line(entry.reference.description))  \(entry.digest)")
        }
        self.lines = lines
        let whole = "\(path) holds \(Quantity.count(new.entries.count, "image"))"
        self.summary =
            lines.isEmpty
            ? "\(whole); \(old?.logs ?? [] == new.logs ? "nothing" : "nothing but what it says of logs") changed"
            : "\(whole): \(counts.added) added, \(counts.moved) moved, \(counts.dropped) dropped"
    }

    private static func platforms(_ entry: LockFile.Entry) -> String {
        entry.platforms.isEmpty ? "" : "  (index, \(Quantity.count(entry.platforms.count, "platform")))"
    }
}
