// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Repositories and tags in tables.
enum RepositoryTable {
    /// A table with a repository a line.
    static func repositories(_ repositories: [JSONValue], style: Style, now: Int64) -> String {
        var table = Table(["REPOSITORY", "TAGS", "HOLDS", "UPDATED"])
        for repository in repositories {
            let holds = repository["holds"]?.integer ?? 0
            table.add([
                Table.Cell(repository["name"]?.string ?? ""),
                Table.Cell(repository["tags"]?.integer.map { "\($0)" } ?? ""),
                Table.Cell(holds == 0 ? "" : "\(holds)") { $0.attention($1) },
                Table.Cell(Age.dated(repository["updatedAt"]?.string, at: now) ?? ""),
            ])
        }
        return table.text(style: style)
    }

    /// A table with a tag a line.
    static func tags(_ tags: [JSONValue], style: Style, now: Int64) -> String {
        var table = Table(["TAG", "DIGEST", "SIZE", "CHANGED", "BY", "LAST PULLED", "HOLD", "ON CHANGE"])
        for tag in tags {
            table.add([
                Table.Cell(tag["tag"]?.string ?? ""),
                Table.Cell(tag["digest"]?.string.map(ShortDigest.text) ?? ""),
                Table.Cell(tag["size"]?.integer.map(Quantity.bytes) ?? ""),
                Table.Cell(Age.dated(tag["changedAt"]?.string, at: now) ?? ""),
                Table.Cell(tag["changedBy"]?.string ?? ""),
                Table.Cell(age(tag["lastPulledAt"]?.string, now: now)),
                Table.Cell(tag["hold"]?.integer.map { "\($0)" } ?? "") { $0.attention($1) },
                Table.Cell(tag["change"]?.string ?? ""),
            ])
        }
        return table.text(style: style)
    }

    private static func age(_ text: String?, now: Int64) -> String {
        guard let text, let moment = Timestamp(text) else { return text ?? "" }
        return Age.text(of: moment, at: now)
    }
}
