// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct KeyRetire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Let a key sign no more; nothing is wrong with it.",
        discussion: """
            EXAMPLES:
              holdfast key retire release-2025
              holdfast key retire release-2025 --reason "replaced by release-2026"

            The server writes it into the logs. Signatures that are in a log before stay good, later ones count for nothing.
            """
    )

    @Argument(help: "The key's name in holdfast.yaml.")
    var name: String

    @Option(help: ArgumentHelp("Why, for the logs.", valueName: "text"))
    var reason: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await KeyChange.retire
            .carryOut(name, reason: reason, server: server, login: login, console: output.console)
    }
}
