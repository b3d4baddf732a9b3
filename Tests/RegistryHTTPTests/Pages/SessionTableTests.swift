// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Testing

@testable import RegistryHTTP

@Suite struct SessionTableTests {
    private let start = Timestamp(microseconds: 1_800_000_000_000_000)

    private func withAccounts(_ body: (Accounts) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            var file = PasswordFile()
            for user in ["ann", "bob"] { file.set(user, hash: try Bcrypt.hash("\(user)-password", cost: 4)) }
            try file.write(to: directory + "/users")
            try body(try Accounts(path: directory + "/users"))
        }
    }

    @Test
    func knowsOnlyWhomItLetIn() async throws {
        try await withAccounts { accounts in
            let table = SessionTable()
            let credential = try #require(accounts.credential(of: "ann"))
            let id = table.begin(for: "ann", credential: credential, at: start)
            #expect(table.user(of: id, accounts: accounts, at: start) == "ann")
            #expect(table.user(of: .random(), accounts: accounts, at: start) == nil)
            table.end(id)
            #expect(table.user(of: id, accounts: accounts, at: start) == nil)
        }
    }

    @Test
    func endsWithoutUseAndAfterADay() async throws {
        try await withAccounts { accounts in
            let table = SessionTable()
            let credential = try #require(accounts.credential(of: "ann"))
            let idle = table.begin(for: "ann", credential: credential, at: start)
            #expect(table.user(of: idle, accounts: accounts, at: start.advanced(by: .seconds(8 * 3_600))) == nil)
            let used = table.begin(for: "ann", credential: credential, at: start)
            for hour in stride(from: 7, through: 21, by: 7) {
                let moment = start.advanced(by: .seconds(hour * 3_600))
                #expect(table.user(of: used, accounts: accounts, at: moment) == "ann")
            }
            #expect(table.user(of: used, accounts: accounts, at: start.advanced(by: .seconds(24 * 3_600))) == nil)
            #expect(table.count == 0)
        }
    }

    @Test
    func endsWithThePassword() async throws {
        try await withAccounts { accounts in
            let table = SessionTable()
            let ids = try ["ann", "bob"].map { user in
                table.begin(for: user, credential: try #require(accounts.credential(of: user)), at: start)
            }
            try accounts.setPassword(of: "ann", to: "another")
            try accounts.remove("bob")
            for id in ids { #expect(table.user(of: id, accounts: accounts, at: start) == nil) }
            try accounts.add("bob", password: "bob-password")
            #expect(table.user(of: ids[1], accounts: accounts, at: start) == nil)
        }
    }

    @Test
    func theOldestGiveWay() async throws {
        try await withAccounts { accounts in
            let table = SessionTable(limits: .init(total: 5, ofOneUser: 3))
            let ann = try #require(accounts.credential(of: "ann"))
            let bob = try #require(accounts.credential(of: "bob"))
            let begin = { (user: String, credential: Accounts.Credential, second: Int) in
                table.begin(for: user, credential: credential, at: self.start.advanced(by: .seconds(second)))
            }
            let bobs = (0..<2).map { begin("bob", bob, $0) }
            let anns = (2..<6).map { begin("ann", ann, $0) }
            let now = start.advanced(by: .seconds(9))
            #expect(anns.map { table.user(of: $0, accounts: accounts, at: now) } == [nil, "ann", "ann", "ann"])
            #expect(bobs.map { table.user(of: $0, accounts: accounts, at: now) } == ["bob", "bob"])
            _ = begin("bob", bob, 10)
            #expect(table.count == 5)
        }
    }
}
