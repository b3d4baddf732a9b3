// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct KeyRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Trust a key no more, because somebody else may have it.",
        discussion: """
            EXAMPLES:
              holdfast key revoke release --reason "the laptop was stolen"

            The server writes it into the log of every repository, and there is no way back. The order of a log, not a \
            clock, says which signature came first: those that it has by then stay good, later ones count for nothing. If \
            the thief was faster, look at the tags that were signed lately: `holdfast history REPO`.
            """
    )

    @Argument(help: "The key's name in holdfast.yaml.")
    var name: String

    @Option(help: ArgumentHelp("Why, for the logs.", valueName: "text"))
    var reason: String

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await KeyChange.revoke
            .carryOut(name, reason: reason, server: server, login: login, console: output.console)
    }
}
