// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Repositories and tags in tables.
enum RepositoryTable {
    /// A table with a repository a line.
    static func repositories(_ repositories: [JSONValue], style: Style, now: Int64) -> String {
        let hasUpstreams = repositories.contains { $0["upstream"] != nil }
        var table = Table(["REPOSITORY", "TAGS", "HOLDS", "UPDATED"] + (hasUpstreams ? ["FROM"] : []))
        for repository in repositories {
            let holds = repository["holds"]?.integer ?? 0
            table.add(
                [
                    Table.Cell(repository["name"]?.string ?? ""),
                    Table.Cell(repository["tags"]?.integer.map { "\($0)" } ?? ""),
                    Table.Cell(holds == 0 ? "" : "\(holds)") { $0.attention($1) },
                    Table.Cell(Age.dated(repository["updatedAt"]?.string, at: now) ?? ""),
                ] + (hasUpstreams ? [Table.Cell(repository["upstream"]?.string ?? "")] : [])
            )
        }
        return table.text(style: style)
    }

    /// A table with a tag a line.
    static func tags(_ tags: [JSONValue], style: Style, now: Int64) -> String {
        let hasUpstream = tags.contains { $0["upstream"] != nil }
        let columns = ["TAG", "DIGEST", "SIZE", "CHANGED", "BY", "LAST PULLED", "HOLD", "ON CHANGE"]
        var table = Table(columns + (hasUpstream ? ["UPSTREAM"] : []))
        for tag in tags {
            table.add(
                [
                    Table.Cell(tag["tag"]?.string ?? ""),
                    Table.Cell(tag["digest"]?.string.map(ShortDigest.text) ?? ""),
                    Table.Cell(tag["size"]?.integer.map(Quantity.bytes) ?? ""),
                    Table.Cell(Age.dated(tag["changedAt"]?.string, at: now) ?? ""),
                    Table.Cell(tag["changedBy"]?.string ?? ""),
                    Table.Cell(age(tag["lastPulledAt"]?.string, now: now)),
                    Table.Cell(tag["hold"]?.integer.map { "\($0)" } ?? "") { $0.attention($1) },
                    Table.Cell(tag["change"]?.string ?? ""),
                ] + (hasUpstream ? [upstream(tag["upstream"], now: now)] : [])
            )
        }
        return table.text(style: style)
    }

    /// What the upstream says of a tag, and when it said so.
    private static func upstream(_ check: JSONValue?, now: Int64) -> Table.Cell {
        guard let check else { return Table.Cell("") }
        let asked = age(check["checkedAt"]?.string, now: now)
        if check["failure"]?.string != nil {
            return Table.Cell("no answer, \(asked)") { $0.attention($1) }
        }
        guard check["same"] == .bool(false) else { return Table.Cell("same, \(asked)") }
        let digest = check["digest"]?.string.map(ShortDigest.text) ?? ""
        let ending = check["obstacle"]?.string == nil ? "" : "; kept out, as its history says"
        return Table.Cell("moved to \(digest), \(asked)\(ending)") { $0.attention($1) }
    }

    private static func age(_ text: String?, now: Int64) -> String {
        guard let text, let moment = Timestamp(text) else { return text ?? "" }
        return Age.text(of: moment, at: now)
    }
}
