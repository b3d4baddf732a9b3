// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct HoldsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show everything about one hold.",
        discussion: """
            EXAMPLES:
              holdfast holds show 12
              holdfast holds show team/app:1.0    its open hold, else the newest one
            """
    )

    @Argument(help: "The hold's number, or the tag it is about.", transform: HoldTarget.parse)
    var hold: HoldTarget

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await server.withClient(for: hold.reference, login: login) { client in
            let service = HoldService(client: client)
            let document = try await service.hold(try await service.current(hold))
            let shown = try HoldView.only(in: document)
            try console.show(document) { HoldText(console).details(shown) }
            guard console.format == .text, shown.isUndecided else { return }
            try console.talk("\nDecide with: holdfast holds approve|reject \(shown.id)")
        }
    }
}

extension HoldService {
    /// What was looked for and is not there.
    enum Absence: FailureConvertible {
        case noHold(Reference)

        var failure: CommandFailure {
            switch self {
            case .noHold(let reference):
                CommandFailure(
                    .registry,
                    "\(reference) has no hold",
                    advice: "`holdfast holds list --state all` shows all there are."
                )
            }
        }
    }

    /// The number of a tag's undecided hold, else of its newest one.
    func current(_ target: HoldTarget) async throws -> Int64 {
        switch target {
        case .id(let id):
            return id
        case .tag(let tagged):
            let offered = tagged.reference.digest?.rawValue
            let isMeant = { (hold: HoldView) in offered == nil || hold.to == offered }
            if let open = try await newest(of: tagged, in: .open, where: isMeant) { return open.id }
            if let last = try await newest(of: tagged, in: .all, where: isMeant) { return last.id }
            throw Absence.noHold(tagged.reference)
        }
    }
}
