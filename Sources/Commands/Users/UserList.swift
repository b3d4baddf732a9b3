// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the users.",
        discussion: """
            EXAMPLES:
              holdfast user list
              holdfast user list --format json
            """
    )

    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await administration.withTarget(server: server, login: login) { target in
            let document = try await target.users.users()
            let names = try document.list("users").compactMap { $0["name"]?.string }
            guard !names.isEmpty || console.format == .json else { return try console.talk("No users.") }
            try console.show(document) { names.map { VisibleText.line($0) }.joined(separator: "\n") }
        }
    }
}
