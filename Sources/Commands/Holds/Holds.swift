// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct Holds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holds",
        abstract: "See and decide the changes of tags that wait for a person.",
        discussion: """
            EXAMPLES:
              holdfast holds                                what waits
              holdfast holds show 12                        everything about one
              holdfast holds approve 12 --reason "checked"  let the tag move
              holdfast holds reject team/app:1.0            keep what the tag means
              holdfast holds wait 12 --timeout 1h           until somebody decides
            """,
        subcommands: [
            HoldsList.self, HoldsShow.self, HoldsApprove.self, HoldsReject.self, HoldsReopen.self, HoldsWait.self,
        ],
        defaultSubcommand: HoldsList.self
    )
}

/// What every decision takes.
struct DecisionOptions: ParsableArguments {
    @Argument(
        help: "The hold's number, or the tag it is about.",
        transform: HoldTarget.parse
    )
    var hold: HoldTarget

    @Option(help: ArgumentHelp("Why, for the history.", valueName: "text"))
    var reason: String?
}

extension HoldService.Decision {
    /// Decides a hold and tells what became of it.
    func carryOut(
        _ options: DecisionOptions,
        server: ServerOptions,
        login: LoginOptions,
        console: Console
    ) async throws {
        try await server.withClient(for: options.hold.reference, login: login) { client in
            let service = HoldService(client: client)
            let id = try await service.number(of: options.hold, for: self)
            let document = try await service.decide(self, hold: id, reason: options.reason)
            try console.show(document) { HoldText(console).outcome(try HoldView.only(in: document)) }
        }
    }
}
