// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct HoldsReject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Refuse what was offered; the tag keeps its meaning.",
        discussion: """
            EXAMPLES:
              holdfast holds reject 12
              holdfast holds reject team/app:1.0 --reason "not ours"

            A digest in the reference must be the one that is offered.
            """
    )

    @OptionGroup var decision: DecisionOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await HoldService.Decision.reject.carryOut(decision, server: server, login: login, console: output.console)
    }
}
