// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct TokenList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the tokens, without their secrets.",
        discussion: """
            EXAMPLES:
              holdfast token list
              holdfast token list --format json
            """
    )

    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await administration.withTarget(server: server, login: login) { target in
            let document = try await target.tokens().tokens()
            let tokens = try document.list("tokens")
            guard !tokens.isEmpty || console.format == .json else { return try console.talk("No tokens.") }
            try console.show(document) { TokenTable.text(tokens, style: console.style, now: console.now) }
        }
    }
}

/// Tokens in a table.
enum TokenTable {
    static func text(_ tokens: [JSONValue], style: Style, now: Int64) -> String {
        var table = Table(["ID", "NAME", "REPOSITORIES", "CAN", "CREATED", "EXPIRES", "LAST USED", "STATE"])
        for token in tokens {
            let state = state(of: token, now: now)
            table.add([
                Table.Cell(id(token)),
                Table.Cell(token["name"]?.string ?? ""),
                Table.Cell((token["repositories"]?.strings ?? []).joined(separator: " ")),
                Table.Cell((token["can"]?.strings ?? []).joined(separator: ",")),
                Table.Cell(Age.dated(token["createdAt"]?.string, at: now) ?? ""),
                Table.Cell(Age.dated(token["expiresAt"]?.string, at: now) ?? "never"),
                Table.Cell(Age.dated(token["lastUsedAt"]?.string, at: now) ?? "never"),
                Table.Cell(state) { state == "valid" ? $0.success($1) : $0.faint($1) },
            ])
        }
        return table.text(style: style)
    }

    /// The number or name that `revoke` takes.
    static func id(_ token: JSONValue) -> String {
        token["id"]?.string ?? token["id"]?.integer.map { "\($0)" } ?? ""
    }

    private static func state(of token: JSONValue, now: Int64) -> String {
        if token["revoked"] == .bool(true) { return "revoked" }
        guard let expiry = token["expiresAt"]?.string.flatMap({ Timestamp($0) }) else { return "valid" }
        return expiry.seconds <= now ? "expired" : "valid"
    }
}
