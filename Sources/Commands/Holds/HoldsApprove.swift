// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct HoldsApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let a tag come to mean what was offered.",
        discussion: """
            EXAMPLES:
              holdfast holds approve 12
              holdfast holds approve team/app:1.0 --reason "the 1.0.1 fix"

            A digest in the reference must be the one that is offered.
            """
    )

    @OptionGroup var decision: DecisionOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await HoldService.Decision.approve.carryOut(decision, server: server, login: login, console: output.console)
    }
}
