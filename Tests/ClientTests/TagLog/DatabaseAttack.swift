// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// What somebody with the registry's disk does to it while it is stopped.
enum DatabaseAttack {
    static let python = "/usr/bin/python3"

    /// Takes the guards of the tables away, and runs a statement that must change a row.
    private static let program = """
        import sqlite3, sys
        database = sqlite3.connect(sys.argv[1])
        for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        for statement in sys.argv[2:]:
            assert database.execute(statement).rowcount > 0, statement
        database.commit()
        """

    /// Stops a registry, changes its database by hand, and starts it again.
    static func run(on registry: RegistryProcess, _ statements: String...) async throws {
        try await registry.stop()
        try await Shell.succeed(python, ["-c", program, "\(registry.data)/metadata.sqlite"] + statements)
        try await registry.start()
    }

    /// Copies everything that a stopped registry has, into a directory that is not there yet.
    static func copyData(from source: String, to destination: String) throws {
        try FileManager.default.copyItem(atPath: source, toPath: destination)
    }

    /// Puts an old copy in the place of what a stopped registry has.
    static func replaceData(at path: String, by copy: String) throws {
        try FileManager.default.moveItem(atPath: path, toPath: "\(path)-before")
        try copyData(from: copy, to: path)
    }
}
