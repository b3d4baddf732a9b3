// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct HoldsWait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until a hold is decided.",
        discussion: """
            EXAMPLES:
              holdfast holds wait 12
              holdfast holds wait team/app:1.0 --timeout 30m

            Ends with 0 when the hold is approved; 1 when it is rejected, superseded, expired or gone; 3 when the time \
            is up.
            """
    )

    @Argument(help: "The hold's number, or the tag it is about.", transform: HoldTarget.parse)
    var hold: HoldTarget

    @Option(
        help: ArgumentHelp("How long to wait, such as 90s, 30m or 2h; else without end.", valueName: "time"),
        transform: DurationArgument.init(parsing:)
    )
    var timeout: DurationArgument?

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await server.withClient(for: hold.reference, login: login) { client in
            let service = HoldService(client: client)
            let id = try await number(service)
            var watch = HoldWatch(service: service, hold: id, timeout: timeout?.duration)
            let (ending, document) = try await watch.run(talkingTo: console)
            if let document {
                try console.show(document) { HoldText(console).outcome(try HoldView.only(in: document)) }
            }
            switch ending {
            case .approved: return
            case .declined where document == nil:
                throw CommandFailure(.finding, "hold \(id) is gone")
            case .declined: throw ExitStatus.finding
            case .timedOut, .unreachable:
                throw CommandFailure(
                    .registry,
                    "hold \(id) is still undecided",
                    cause: .own("the time to wait is up"),
                    advice: "`holdfast holds show \(id)` shows it."
                )
            }
        }
    }

    private func number(_ service: HoldService) async throws -> Int64 {
        do {
            return try await service.current(hold)
        } catch HoldService.Absence.noHold(let reference) {
            // What is not there any more counts as decided otherwise.
            throw CommandFailure(.finding, "\(reference) has no hold")
        }
    }
}
