// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct TagNames: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "Make names for tags.",
        discussion: """
            EXAMPLES:
              holdfast tag suggest
              docker build -t team/app:$(holdfast tag suggest) .
              holdfast tag suggest --version 1.4.2 --build 317
            """,
        subcommands: [TagSuggest.self]
    )
}
