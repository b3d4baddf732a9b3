// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct Rules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "See which rule a push meets; check a file of rules.",
        discussion: """
            EXAMPLES:
              holdfast rules test team/app:1.0
              holdfast rules check holdfast.yaml
            """,
        subcommands: [RulesTest.self, RulesCheck.self]
    )
}
