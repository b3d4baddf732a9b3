// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Trust

/// The password of a private key: from the environment, else from a person.
enum KeyPassword {
    /// The variables that may hold it, the first that is set counts.
    static let variables = ["HOLDFAST_KEY_PASSWORD", "COSIGN_PASSWORD"]

    private static let limit = 4096

    /// The password for a key that is to be made; an empty one is taken, and said.
    static func forNewKey(console: Console) throws -> [UInt8] {
        let password = try given() ?? asked("Password of the new key: ", confirm: .twice)
        if password.isEmpty {
            try console.complain(
                "The key has no password: whoever reads its file can sign. Give one in \(variables[0])."
            )
        }
        return password
    }

    /// The password of a key that is there.
    static func ofKey(_ path: String) throws(CommandFailure) -> [UInt8] {
        if let password = try given() { return password }
        return try asked("Password of \(path): ", confirm: .once)
    }

    /// What the environment holds, set to nothing included; nil when no variable is set.
    private static func given() throws(CommandFailure) -> [UInt8]? {
        let surroundings = Surroundings.current
        guard let name = variables.first(where: surroundings.isSet) else { return nil }
        return try checked(surroundings.variable(name) ?? "")
    }

    private static func asked(_ question: String, confirm: Password.Confirmation) throws(CommandFailure) -> [UInt8] {
        guard let ask = Surroundings.current.input.askSecretly else {
            throw CommandFailure(
                .usage,
                "there is no terminal to ask for the key's password",
                advice: "Give it in \(variables[0]); an empty one counts too."
            )
        }
        let password = try ask(question)
        if confirm == .twice, try ask("Again: ") != password {
            throw CommandFailure(.usage, "the two passwords differ")
        }
        return try checked(password)
    }

    private static func checked(_ password: String) throws(CommandFailure) -> [UInt8] {
        guard password.utf8.count <= limit else {
            throw CommandFailure(.usage, "the key's password is longer than \(limit) bytes")
        }
        return Array(password.utf8)
    }
}
