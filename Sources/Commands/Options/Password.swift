// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Passwords from a person or from a pipe.
enum Password {
    /// How often a person types a password.
    enum Confirmation {
        case once
        case twice
    }

    /// Where a password comes from.
    enum Origin {
        /// All of the standard input, less one line end.
        case standardInput
        /// A person at the terminal.
        case person(confirm: Confirmation)
    }

    private static let limit = 4096

    /// Reads a password; it is one line and not empty.
    static func read(from origin: Origin, question: String) throws(CommandFailure) -> String {
        let input = Surroundings.current.input
        switch origin {
        case .standardInput:
            return try checked(line(in: try input.read(limit)))
        case .person(let confirmation):
            guard let ask = input.askSecretly else {
                throw CommandFailure(
                    .usage,
                    "there is no terminal to ask for a password",
                    advice: "Give it on the standard input, with --password-stdin."
                )
            }
            let password = try checked(try ask(question))
            if confirmation == .twice, try ask("Again: ") != password {
                throw CommandFailure(.usage, "the two passwords differ")
            }
            return password
        }
    }

    private static func line(in bytes: [UInt8]) throws(CommandFailure) -> String {
        var bytes = bytes
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.usage, "the password is not valid UTF-8")
        }
        return text
    }

    private static func checked(_ password: String) throws(CommandFailure) -> String {
        guard !password.isEmpty else { throw CommandFailure(.usage, "the password is empty") }
        guard password.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw CommandFailure(.usage, "the password holds a line break or another control character")
        }
        return password
    }
}
