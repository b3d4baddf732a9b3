// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Testing

@Suite struct AccessPolicyTests {
    private let policy: AccessPolicy

    init() throws {
        policy = try Configuration(
            parsing: """
                users: ./users
                access:
                  - {users: ["mallory"], can: []}
                  - {users: ["ci"], repositories: ["ci/**"], can: [pull, push]}
                  - {users: ["ann", "bob"], can: [pull, push, delete, approve, admin]}
                  - {anonymous: true, repositories: ["secret/**"], can: []}
                  - {anonymous: true, can: [pull]}
                """,
            file: "holdfast.yaml"
        )
        .access
    }

    @Test(
        arguments: [
            ("ci", "ci/app", [.pull, .push]),
            ("ci", "team/app", [.pull]),
            ("ci", "secret/app", []),
            ("ci", nil, [.pull]),
            ("ann", "ci/app", Set(Right.allCases)),
            ("bob", "secret/app", Set(Right.allCases)),
            ("bob", nil, Set(Right.allCases)),
            ("mallory", "team/app", []),
            ("mallory", nil, []),
            (nil, "team/app", [.pull]),
            (nil, "secret/app", []),
            (nil, nil, [.pull]),
            ("Ann", "ci/app", [.pull]),
            ("", "ci/app", [.pull]),
        ] as [(String?, String?, Set<Right>)]
    )
    func givesWhatTheFirstMatchingEntrySays(_ user: String?, _ repository: String?, _ rights: Set<Right>) throws {
        let name = try repository.map { try RepositoryName($0) }
        #expect(policy.rights(of: user, in: name) == rights)
    }

    @Test func givesNothingWhereNoEntryMatches() throws {
        let policy = AccessPolicy(entries: [AccessEntry(subject: .users(["ann"]), can: [.pull])])
        #expect(policy.rights(of: "bob", in: try RepositoryName("app")).isEmpty)
        #expect(policy.rights(of: nil, in: nil).isEmpty)
        #expect(AccessPolicy(entries: []).rights(of: "ann", in: nil).isEmpty)
    }

    @Test func doesNotTakeARightOverRepositoriesForOneOverTheServer() throws {
        let entry = AccessEntry(subject: .users(["ann"]), repositories: [try Glob("**")], can: [.admin])
        #expect(AccessPolicy(entries: [entry]).rights(of: "ann", in: nil).isEmpty)
    }

    @Test func opensEverythingWithoutUsers() throws {
        let policy = try Configuration(parsing: "", file: "x").access
        #expect(policy == .open)
        #expect(policy.rights(of: nil, in: nil) == Set(Right.allCases))
        #expect(policy.admitsAnonymous)
    }

    @Test func opensEverythingToUsersAloneWithoutEntries() throws {
        let policy = try Configuration(parsing: "users: ./users", file: "x").access
        #expect(policy.rights(of: "ann", in: nil) == Set(Right.allCases))
        #expect(policy.rights(of: nil, in: try RepositoryName("app")).isEmpty)
        #expect(!policy.admitsAnonymous)
    }

    @Test func tellsApprovalPolicyFromUsers() throws {
        #expect(try Configuration(parsing: "", file: "x").approvals == .anyApprover)
        #expect(try Configuration(parsing: "users: u", file: "x").approvals == .distinct)
        #expect(
            try Configuration(parsing: "users: u\napprovals: {distinct: false}", file: "x").approvals == .anyApprover
        )
    }
}
