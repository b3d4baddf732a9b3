// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the keys that the server knows, and which of them it trusts no more.",
        discussion: """
            EXAMPLES:
              holdfast key list
              holdfast key list --format json
            """
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await server.withClient(login: login) { client in
            let document = try await client.document(ManagementRequest("list the keys", .get, "/api/v1/keys"))
            let keys = try document.list("keys")
            guard !keys.isEmpty || console.format == .json else {
                return try console.talk("The server knows no keys; `keys:` of holdfast.yaml names them.")
            }
            try console.show(document) { Self.table(keys, style: console.style) }
        }
    }

    private static func table(_ keys: [JSONValue], style: Style) -> String {
        var table = Table(["KEY", "FINGERPRINT", "STATE", "SINCE", "REASON"])
        for key in keys {
            let state = key["state"]?.string ?? ""
            table.add([
                Table.Cell(key["name"]?.string ?? ""),
                Table.Cell(key["fingerprint"]?.string ?? ""),
                Table.Cell(state) { state == "active" ? $1 : $0.attention($1) },
                Table.Cell(key["decidedAt"]?.string ?? ""),
                Table.Cell(key["reason"]?.string ?? ""),
            ])
        }
        return table.text(style: style)
    }
}
