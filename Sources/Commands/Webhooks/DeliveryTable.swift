// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Messages that did not arrive, in a table.
enum DeliveryTable {
    static func text(_ deliveries: [JSONValue], style: Style, now: Int64) -> String {
        var table = Table(["ID", "EVENT", "ABOUT", "ENDPOINT", "STATE", "TRIED", "CREATED", "NEXT", "FAILURE"])
        for delivery in deliveries {
            let isDead = isDead(delivery)
            table.add([
                Table.Cell(delivery["id"]?.integer.map { "\($0)" } ?? ""),
                Table.Cell(delivery["event"]?.string ?? ""),
                Table.Cell(subject(delivery["data"])),
                Table.Cell(delivery["endpoint"]?.string ?? "(no longer configured)"),
                Table.Cell(delivery["state"]?.string ?? "") { isDead ? $0.failure($1) : $0.faint($1) },
                Table.Cell(delivery["attempts"]?.integer.map { "\($0)" } ?? ""),
                Table.Cell(Age.dated(delivery["createdAt"]?.string, at: now) ?? ""),
                Table.Cell(Age.dated(delivery["nextAttemptAt"]?.string, at: now) ?? ""),
                Table.Cell(delivery["failure"]?.string ?? ""),
            ])
        }
        return table.text(style: style)
    }

    static func isDead(_ delivery: JSONValue) -> Bool { delivery["state"]?.string == "dead" }

    private static func subject(_ data: JSONValue?) -> String {
        guard let repository = data?["repository"]?.string, let tag = data?["tag"]?.string else {
            return data?["digest"]?.string ?? ""
        }
        return "\(repository):\(tag)"
    }
}
