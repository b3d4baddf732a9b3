// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct UserPasswd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passwd",
        abstract: "Give a user another password.",
        discussion: """
            EXAMPLES:
              holdfast user passwd ann
              pass show registry/ci | holdfast user passwd ci --password-stdin
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
            let document = try await target.users.setPassword(password, of: user.name)
            try console.report(document, "changed the password of \(user.name)", of: target)
        }
    }
}
