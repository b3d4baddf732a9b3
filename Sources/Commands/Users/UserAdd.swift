// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct UserAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a user.",
        discussion: """
            EXAMPLES:
              holdfast user add ann
              holdfast user add ann --data /srv/registry
              pass show registry/ci | holdfast user add ci --password-stdin
            """
    )

    @OptionGroup var user: UserArgument
    @OptionGroup var newPassword: NewPasswordOptions
    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let password = try newPassword.password(of: user.name)
        let console = output.console
        try await administration.withTarget(server: server) { target in
            let document = try await target.users.addUser(user.name, password: password)
            try console.report(document, "added the user \(user.name)", of: target)
        }
    }
}
