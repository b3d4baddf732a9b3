// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct WebhooksRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Send a message again at once, or all that were given up.",
        discussion: """
            EXAMPLES:
              holdfast webhooks retry 12
              holdfast webhooks retry --all

            The message keeps its identity (webhook-id), so that a receiver that has it already knows it.
            """
    )

    @Argument(help: "The message's number, as `webhooks list` shows it.")
    var id: Int64?

    @Flag(help: "All messages that were given up and whose endpoint is still configured.")
    var all = false

    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (id != nil) != all else { throw ValidationError("Name one message by its number, or --all.") }
        guard id ?? 1 > 0 else { throw ValidationError("Messages are numbered from 1.") }
    }

    func run() async throws {
        let console = output.console
        try await administration.withTarget(server: server, login: login) { target in
            let deliveries = try target.deliveries()
            guard let id else {
                let document = try await deliveries.retryDeadDeliveries()
                let count = Int(document.value["retried"]?.integer ?? 0)
                return try console.show(document) { "\(Quantity.count(count, "message")) will be sent again" }
            }
            let document = try await deliveries.retryDelivery(id)
            try console.show(document) { "message \(id) will be sent again" }
        }
    }
}
