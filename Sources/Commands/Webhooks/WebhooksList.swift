// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct WebhooksList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the messages that did not arrive yet.",
        discussion: """
            EXAMPLES:
              holdfast webhooks list
              holdfast webhooks list --state dead --limit 1000
              holdfast webhooks list --format json
            """
    )

    @Option(help: "Which messages: waiting, dead or all.")
    var state: DeliveryState = .all

    @Option(help: ArgumentHelp("The most to list, newest first.", valueName: "n"))
    var limit = 100

    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
    }

    func run() async throws {
        let console = output.console
        try await administration.withTarget(server: server, login: login) { target in
            let document = try await target.deliveries().deliveries(state, limit: limit)
            let deliveries = try document.list("deliveries")
            guard !deliveries.isEmpty || console.format == .json else {
                return try console.talk(state.absence)
            }
            try console.show(document) { DeliveryTable.text(deliveries, style: console.style, now: console.now) }
            guard console.format == .text, deliveries.contains(where: DeliveryTable.isDead) else { return }
            try console.talk("\nSend those that were given up again with: holdfast webhooks retry ID | --all")
        }
    }
}

extension DeliveryState: ExpressibleByArgument {}
