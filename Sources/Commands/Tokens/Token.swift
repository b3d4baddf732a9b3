// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Create, list and revoke tokens for robots.",
        discussion: """
            EXAMPLES:
              holdfast token create deploy --expires 90d --repositories 'team/**'
              holdfast token list
              holdfast token revoke 3
            """,
        subcommands: [TokenCreate.self, TokenList.self, TokenRevoke.self]
    )
}
