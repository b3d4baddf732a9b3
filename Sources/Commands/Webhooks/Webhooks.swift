// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct Webhooks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "See which messages to webhooks did not arrive, and send them again.",
        discussion: """
            EXAMPLES:
              holdfast webhooks
              holdfast webhooks list --state dead
              holdfast webhooks retry 12
              holdfast webhooks retry --all

            Messages that arrived are not kept. Those that did not are sent again for two days and a half, and then \
            given up; they are kept for 30 days.
            """,
        subcommands: [WebhooksList.self, WebhooksRetry.self],
        defaultSubcommand: WebhooksList.self
    )
}
