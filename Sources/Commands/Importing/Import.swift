// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over what other systems know of tags.",
        discussion: """
            EXAMPLES:
              holdfast import dct docker.io/library/alpine --dry-run
              holdfast import dct registry.example.com/team/app --to team/app --root-key ID
            """,
        subcommands: [ImportContentTrust.self]
    )
}
