// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient

/// The options that give a login without showing the password to others.
struct LoginOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The user to log in as; the password is asked for.", valueName: "name"))
    var username: String?

    @Flag(help: "Read the password of --username from the standard input.")
    var passwordStdin = false

    init() {}

    func validate() throws {
        guard username != nil || !passwordStdin else { throw ValidationError("--password-stdin goes with --username.") }
    }

    /// The login, when a user is named.
    func credentials() throws -> Credentials? {
        guard let username else { return nil }
        let password = try Password.read(
            from: passwordStdin ? .standardInput : .person(confirm: .once),
            question: "Password of \(username): "
        )
        return try Credentials(user: username, password: password)
    }
}
