// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Policy

struct User: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Add, list and remove users.",
        discussion: """
            EXAMPLES:
              holdfast user add ann
              pass show registry/ci | holdfast user add ci --password-stdin
              holdfast user list
              holdfast user passwd ann
              holdfast user remove ann

            The server that runs on the data directory is asked; when none runs, its file of users is edited.
            """,
        subcommands: [UserAdd.self, UserList.self, UserRemove.self, UserPasswd.self]
    )
}

/// What every command about one user takes.
struct UserArgument: ParsableArguments {
    @Argument(help: "The user's name.")
    var name: String

    init() {}

    func validate() throws {
        guard UserName.isValid(name) else {
            throw ValidationError(
                "A user's name is 1 to \(UserName.maximumLength) letters, digits and . _ - @ (no others)."
            )
        }
    }
}

/// Where the password of a user comes from.
struct NewPasswordOptions: ParsableArguments {
    @Flag(help: "Read the user's password from the standard input; else it is asked for.")
    var passwordStdin = false

    init() {}

    /// Reads the password.
    func password(of name: String) throws -> String {
        let password = try Password.read(
            from: passwordStdin ? .standardInput : .person(confirm: .twice),
            question: "New password of \(name): "
        )
        guard password.utf8.count <= Bcrypt.maximumPasswordLength else {
            throw CommandFailure(
                .usage,
                "the password is longer than \(Bcrypt.maximumPasswordLength) bytes",
                cause: .own("bcrypt would ignore the rest")
            )
        }
        return password
    }
}

extension Console {
    /// Prints what a change of users came to.
    func report(_ document: ServerDocument?, _ text: String, of target: AdministrationTarget) throws {
        switch (format, document) {
        case (.json, let document?): try data(bytes: document.bytes)
        case (.json, nil): break
        case (.text, _): try data(text)
        }
        guard case .local(let local) = target else { return }
        try talk("The file is \(local.usersFile); the server uses it from its next start or SIGHUP.")
    }
}
