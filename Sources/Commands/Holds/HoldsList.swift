// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct HoldsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what waits for a decision, or was decided.",
        discussion: """
            EXAMPLES:
              holdfast holds list
              holdfast holds list team/app --state all
              holdfast holds list --format json
            """
    )

    @Argument(
        help: "A repository or a tag, to see its holds alone; or a hold's number.",
        transform: HoldScope.parse
    )
    var scope: HoldScope?

    @Option(help: "Which holds: open or all.")
    var state: HoldService.State = .open

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await server.withClient(for: scope?.reference, login: login) { client in
            let service = HoldService(client: client)
            let document =
                switch scope {
                case .id(let id): try await service.hold(id)
                case .reference(let reference): try await service.list(state, of: reference)
                case nil: try await service.list(state, of: nil)
                }
            let holds = try HoldView.list(in: document)
            guard !holds.isEmpty || console.format == .json else {
                return try console.talk(state == .open ? "No open holds." : "No holds.")
            }
            try console.show(document) { HoldText(console).table(holds) }
            guard console.format == .text, let open = holds.first(where: \.isUndecided) else { return }
            guard open.state == "open" else {
                return try console.talk("\nSign with: holdfast sign \(open.name)@\(open.to) --key FILE")
            }
            try console.talk("\nDecide with: holdfast holds show|approve|reject \(open.id)")
        }
    }
}

extension HoldService.State: ExpressibleByArgument {}

/// Which holds a list is about.
enum HoldScope: Equatable, Sendable {
    case id(Int64)
    case reference(Reference)

    @Sendable static func parse(_ text: String) throws -> HoldScope {
        if let id = try HoldTarget.number(text) { return .id(id) }
        return .reference(try ReferenceArgument.history(text))
    }

    /// The reference, which may name the server.
    var reference: Reference? {
        guard case .reference(let reference) = self else { return nil }
        return reference
    }
}
