// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Make a token useless, from now on.",
        discussion: """
            EXAMPLES:
              holdfast token revoke 3
            """
    )

    @Argument(help: "The token's ID, as `token list` shows it.")
    var id: String

    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !id.isEmpty else { throw ValidationError("The ID is empty.") }
    }

    func run() async throws {
        let console = output.console
        try await administration.withTarget(server: server, login: login) { target in
            let document = try await target.tokens().revokeToken(id)
            switch console.format {
            case .json: try console.data(bytes: document?.bytes ?? [])
            case .text: try console.data("revoked the token \(VisibleText.line(id))")
            }
        }
    }
}
