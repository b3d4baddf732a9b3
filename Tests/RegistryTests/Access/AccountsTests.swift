// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import FoundationEssentials
import Policy
import Registry
import Testing

@Suite struct AccountsTests {
    private func withAccounts(_ body: (Accounts, String) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/users"
            try Data().write(to: URL(filePath: path))
            try body(try Accounts(path: path), path)
        }
    }

    private func code(_ request: () throws -> Void) throws -> RegistryError.Code? {
        do {
            try request()
            return nil
        } catch let error as RegistryError {
            return error.code
        }
    }

    @Test func userSignsInWithThePasswordGiven() async throws {
        try await withAccounts { accounts, path in
            try accounts.add("ann", password: "secret")
            #expect(accounts.names == ["ann"])
            #expect(try Accounts(path: path).names == ["ann"])
            let hash = try #require(try PasswordFile.load(path: path).hash(of: "ann"))
            #expect(hash.hasPrefix("$2"))
            #expect(!hash.contains("secret"))
            #expect(try code { try accounts.add("ann", password: "other") } == .conflict)
            #expect(try PasswordFile.load(path: path).hash(of: "ann") == hash)
            try accounts.setPassword(of: "ann", to: "other")
            #expect(try PasswordFile.load(path: path).hash(of: "ann") != hash)
            try accounts.remove("ann")
            #expect(accounts.names == [])
            #expect(try PasswordFile.load(path: path).names == [])
        }
    }

    @Test func userWhoIsNotThereIsUnknown() async throws {
        try await withAccounts { accounts, _ throws in
            #expect(try code { try accounts.setPassword(of: "ann", to: "x") } == .userUnknown)
            #expect(try code { try accounts.remove("ann") } == .userUnknown)
        }
    }

    @Test(arguments: ["", "a:b", "a b", "a\n", "a\0", "é", "holdfast", "anonymous", String(repeating: "a", count: 65)])
    func nameThatIsNoneIsRefused(_ name: String) async throws {
        try await withAccounts { accounts, path throws in
            #expect(try code { try accounts.add(name, password: "x") } == .requestInvalid)
            #expect(try Data(contentsOf: URL(filePath: path)).isEmpty)
        }
    }

    @Test func brokenFileKeepsTheUsersInForce() async throws {
        try await withAccounts { accounts, path in
            try accounts.add("ann", password: "secret")
            let good = try Data(contentsOf: URL(filePath: path))
            let broken = Data("ann:$apr1$nothing\nben\n".utf8)
            try broken.write(to: URL(filePath: path))
            #expect(throws: PasswordFileError.self) { accounts.replace(by: try Accounts(path: path)) }
            #expect(accounts.names == ["ann"])
            // Nor is a broken file written over.
            #expect(throws: PasswordFileError.self) { try accounts.add("ben", password: "x") }
            #expect(throws: PasswordFileError.self) { try accounts.remove("ann") }
            #expect(accounts.names == ["ann"])
            #expect(try Data(contentsOf: URL(filePath: path)) == broken)
            try good.write(to: URL(filePath: path))
            try accounts.add("ben", password: "x")
            #expect(accounts.names == ["ann", "ben"])
        }
    }

    @Test func editsByHandAreKept() async throws {
        try await withAccounts { accounts, path in
            try accounts.add("ann", password: "secret")
            var edited = try Data(contentsOf: URL(filePath: path))
            edited.insert(contentsOf: "# by hand\n".utf8, at: 0)
            try edited.write(to: URL(filePath: path))
            try accounts.add("ben", password: "secret")
            let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            #expect(text.hasPrefix("# by hand\nann:"))
            #expect(accounts.names == ["ann", "ben"])
        }
    }

    @Test func usersOfAnotherFileTakeTheirPlace() async throws {
        try await withAccounts { accounts, path in
            try accounts.add("ann", password: "secret")
            let other = try Accounts(path: path)
            try other.add("ben", password: "secret")
            try other.remove("ann")
            #expect(accounts.names == ["ann"])
            accounts.replace(by: other)
            #expect(accounts.names == ["ben"])
            try accounts.copy(to: path + ".copy")
            #expect(try Accounts(path: path + ".copy").names == ["ben"])
        }
    }

    @Test func fileThatIsGoneRefusesToOpen() async throws {
        try await withTemporaryDirectory { directory in
            #expect(throws: PasswordFileError.self) { _ = try Accounts(path: directory + "/users") }
        }
    }
}
