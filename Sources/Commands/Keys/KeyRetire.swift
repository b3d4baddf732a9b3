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

            For a key that another one follows. The server writes it into the log of every repository. Signatures that \
            a log has by then stay good; what the key signs later counts for nothing, so sign with the next key first. \
            The name stays taken: the next key gets another one.
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
