// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct HoldsReopen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen",
        abstract: "Open a rejected hold again.",
        discussion: """
            EXAMPLES:
              holdfast holds reopen 12
              holdfast holds reopen team/app:1.0

            A digest in the reference must be the one that is offered.
            """
    )

    @OptionGroup var decision: DecisionOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await HoldService.Decision.reopen.carryOut(decision, server: server, login: login, console: output.console)
    }
}
