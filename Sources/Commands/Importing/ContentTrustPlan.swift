// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

/// What of Docker Content Trust is to be written into a history.
struct ContentTrustPlan {
    private let source: ContentTrustRepository
    private let target: RepositoryName

    init(_ source: ContentTrustRepository, into target: RepositoryName) {
        self.source = source
        self.target = target
    }

    /// Whether there is nothing to write.
    var isEmpty: Bool { source.history.isEmpty }

    /// What is to be said of it, whether wanted or not.
    var remarks: [String] {
        source.expired.map { "warning: \($0), and is accepted as you asked" } + source.notes.map { "note: \($0)" }
    }

    /// What it is about, in a sentence.
    var summary: String {
        let keys = source.rootKeys.map(\.id).joined(separator: ", ")
        return "\(Quantity.count(source.history.count, "statement")) about"
            + " \(Quantity.count(Set(source.history.map(\.tag)).count, "tag")) of \(source.gun),"
            + " verified under version \(source.rootVersion) of its root, key \(keys)."
    }

    /// What the history calls the place it comes from: the same for every server and cache that has it.
    private var name: String { "dct:\(source.gun)" }

    /// The request to the server.
    var request: JSONText {
        .object([
            "repository": .string(target.rawValue),
            "source": .string(name),
            "expired": .bool(!source.expired.isEmpty),
            "entries": .array(source.history.map { Self.json($0) }),
        ])
    }

    /// What would be written, as the server would tell it.
    func document() throws(CommandFailure) -> ServerDocument {
        try ServerDocument(
            .object([
                "schema": "holdfast.import/1",
                "repository": .string(target.rawValue),
                "source": .string(name),
                "expired": .bool(!source.expired.isEmpty),
                "imported": .integer(0),
                "known": .integer(0),
                "dryRun": .bool(true),
                "entries": .array(source.history.map { Self.json($0) }),
            ])
        )
    }

    /// The statements for people, oldest first.
    func table(_ style: Style) -> String {
        var table = Table(["TAG", "DIGEST", "ROLE", "VERSION", "SIGNED BY"])
        for statement in source.history {
            table.add([
                Table.Cell(statement.tag.rawValue),
                Table.Cell(statement.digest.rawValue),
                Table.Cell(statement.roles.joined(separator: ", ")),
                Table.Cell(String(statement.version)),
                Table.Cell(statement.signers.map { String($0.prefix(12)) }.joined(separator: ", ")),
            ])
        }
        return table.text(style: style)
    }

    private static func json(_ statement: ContentTrustStatement) -> JSONText {
        .object([
            "tag": .string(statement.tag.rawValue),
            "digest": .string(statement.digest.rawValue),
            "size": .integer(statement.size),
            "version": .integer(statement.version),
            "expires": .string(statement.expires.rfc3339),
            "roles": .array(statement.roles.map { .string($0) }),
            "signers": .array(statement.signers.map { .string($0) }),
        ])
    }
}
