// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct HoldsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what one hold would change, and everything about it.",
        discussion: """
            EXAMPLES:
              holdfast holds show 12
              holdfast holds show team/app:1.0    its open hold, else the newest one
              holdfast holds show 12 --diff       every difference, with those in small text files

            The server compares what is offered with what the tag means as soon as a change is held. --wait waits for \
            that.
            """
    )

    @Argument(help: "The hold's number, or the tag it is about.", transform: HoldTarget.parse)
    var hold: HoldTarget

    @Flag(help: "Show every difference.")
    var diff = false

    @Flag(help: "Wait until the comparison is made.")
    var wait = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await server.withClient(for: hold.reference, login: login) { client in
            let service = HoldService(client: client)
            let id = try await service.current(hold)
            if diff { return try await showDifferences(of: id, service, console) }
            let document =
                wait
                ? try await service.comparedHold(id, talkingTo: console)
                : try await service.hold(id)
            let shown = try HoldView.only(in: document)
            let view = try HoldSummaryView(document)
            try console.show(document) {
                let text = HoldSummaryText(style: console.style)
                let change = text.change(shown, view)
                return
                    (change + (change.isEmpty ? [] : [""]) + [HoldText(console).details(shown)]
                    + text.surroundings(shown, view)).joined(separator: "\n")
            }
            guard console.format == .text else { return }
            if view.summary != nil, view.hasDetails {
                try console.talk("\nEvery difference: holdfast holds show \(shown.id) --diff")
            }
            guard shown.isUndecided else { return }
            guard shown.state == "open" else {
                return try console.talk("\nSign with: holdfast sign \(shown.name)@\(shown.to) --key FILE")
            }
            try console.talk("\nDecide with: holdfast holds approve|reject \(shown.id)")
        }
    }

    private func showDifferences(of id: Int64, _ service: HoldService, _ console: Console) async throws {
        let document =
            wait
            ? try await service.completeComparison(id, talkingTo: console)
            : try await service.comparison(id)
        guard let document else {
            throw CommandFailure(
                .registry,
                "the comparison of hold \(id) is being made",
                advice: "Run this again, or `holdfast holds show \(id) --diff --wait`."
            )
        }
        try console.show(document) { StoredDiffText(document.value, style: console.style).text }
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
