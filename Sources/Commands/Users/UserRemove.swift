// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct UserRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a user.",
        discussion: """
            EXAMPLES:
              holdfast user remove ann
            """
    )

    @OptionGroup var user: UserArgument
    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await administration.withTarget(server: server, login: login) { target in
            let document = try await target.users.removeUser(user.name)
            try console.report(document, "removed the user \(user.name)", of: target)
        }
    }
}
