// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Policy

/// Administration of a data directory that no server holds.
struct LocalAdministration {
    /// The data directory.
    let directory: String
    /// The file of the users.
    let usersFile: String
    /// The rest of what the server would go by, such as retention rules.
    let configuration: Configuration

    /// Makes sure that there is something to administer.
    func requireDirectory() throws(CommandFailure) {
        guard access(directory, F_OK) != 0, access(usersFile, F_OK) != 0 else { return }
        throw CommandFailure(
            .usage,
            "there is no data directory at \(directory)",
            advice: "Name one with --data or a server with --server; `holdfast serve` makes the directory."
        )
    }

    private func load() throws -> PasswordFile {
        guard access(usersFile, F_OK) != 0, errno == ENOENT else { return try PasswordFile.load(path: usersFile) }
        return PasswordFile()
    }
}

extension LocalAdministration: UserAdministration {
    func users() throws -> ServerDocument {
        try requireDirectory()
        let names = try explaining("list the users") { try load().names }
        return try ServerDocument(
            .object([
                "schema": "holdfast.user/1",
                "users": .array(names.map { .object(["name": .string($0)]) }),
            ])
        )
    }

    func addUser(_ name: String, password: String) throws -> ServerDocument? {
        try edit("add the user \(name)") { file in
            guard !file.names.contains(name) else {
                throw CommandFailure(
                    .registry,
                    "the user \(name) exists already",
                    advice: "`holdfast user passwd \(name)` changes the password."
                )
            }
            file.set(name, hash: try Bcrypt.hash(password))
        }
    }

    func setPassword(_ password: String, of name: String) throws -> ServerDocument? {
        try edit("change the password of \(name)") { file in
            guard file.names.contains(name) else { throw absent(name) }
            file.set(name, hash: try Bcrypt.hash(password))
        }
    }

    func removeUser(_ name: String) async throws -> ServerDocument? {
        try await revokeTokens(of: name)
        return try edit("remove the user \(name)") { file in
            guard file.remove(name) else { throw absent(name) }
        }
    }

    private func edit(_ purpose: String, _ change: (inout PasswordFile) throws -> Void) throws -> ServerDocument? {
        try explaining(purpose) {
            var file = try load()
            try change(&file)
            try makeDirectory()
            try file.write(to: usersFile)
        }
        return nil
    }

    private func absent(_ name: String) -> CommandFailure {
        CommandFailure(.registry, "there is no user \(name)", advice: "`holdfast user list` shows who there is.")
    }

    /// The first user may come before the first start of the server, and the data is nobody else's business.
    private func makeDirectory() throws {
        guard usersFile == "\(directory)/users", mkdir(directory, 0o700) != 0, errno != EEXIST else { return }
        throw CommandFailure(.usage, "\(directory) could not be made", cause: .system(errno))
    }

    private func explaining<Result>(_ purpose: String, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.usage, "could not \(purpose)", cause: .own(String(describing: error)))
        }
    }
}
