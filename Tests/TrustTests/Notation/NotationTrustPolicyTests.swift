// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing
import Trust

/// A way to bend a trust policy.
struct PolicyChange: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout PolicyWorkshop) -> Void

    init(_ name: String, _ change: @escaping @Sendable (inout PolicyWorkshop) -> Void) {
        testDescription = name
        self.change = change
    }

    static let allowed: [PolicyChange] = [
        .init("as usual") { _ in },
        .init("everything") { $0.scopes = "[\"*\"]" },
        .init("two repositories") { $0.scopes = "[\"a.example:5000/x\",\"b.example/y/z\"]" },
        .init("everybody") { $0.identities = "[\"*\"]" },
        .init("two identities") {
            $0.identities = #"["x509.subject: C=DE, ST=HH, O=A","x509.subject: C=DE, ST=HH, O=B"]"#
        },
        .init("a statement beside it") { $0.moreStatements = PolicyWorkshop.statement(name: "b", scope: "*") },
        .init("overrides") {
            $0.moreVerification = #","override":{"revocation":"skip","expiry":"log","authenticTimestamp":"enforce"}"#
        },
        .init("a timestamp only when needed") { $0.moreVerification = #","verifyTimestamp":"afterCertExpiry""# },
        .init("stores of all kinds") { $0.stores = #"["ca:a.B_c-1","signingAuthority:x","tsa:y"]"# },
        .init("skipping") {
            $0.level = "\"skip\""
            $0.stores = "[]"
            $0.identities = "[]"
        },
    ]

    static let refused: [PolicyChange] = [
        .init("another version") { $0.version = "\"1.1\"" },
        .init("a version as a number") { $0.version = "1.0" },
        .init("an unknown member of the document") { $0.moreDocument = ",\"x\":1" },
        .init("an unknown member of a statement") { $0.moreMembers = ",\"x\":1" },
        .init("an unknown member of the verification") { $0.moreVerification = ",\"x\":1" },
        .init("a member twice") { $0.moreMembers = ",\"name\":\"b\"" },
        .init("no name") { $0.name = "\"\"" },
        .init("one name twice") { $0.moreStatements = PolicyWorkshop.statement(name: "release", scope: "*") },
        .init("one scope twice") {
            $0.moreStatements = PolicyWorkshop.statement(name: "b", scope: "example.com/team/app")
        },
        .init("everything twice") {
            $0.scopes = "[\"*\"]"
            $0.moreStatements = PolicyWorkshop.statement(name: "b", scope: "*")
        },
        .init("one scope twice in a statement") { $0.scopes = "[\"a.example/x\",\"a.example/x\"]" },
        .init("no scopes") { $0.scopes = "[]" },
        .init("everything and more") { $0.scopes = "[\"*\",\"a.example/x\"]" },
        .init("a pattern") { $0.scopes = "[\"a.example/*\"]" },
        .init("a host alone") { $0.scopes = "[\"a.example\"]" },
        .init("a repository without a host") { $0.scopes = "[\"team/app\"]" },
        .init("a tag") { $0.scopes = "[\"a.example/x:1\"]" },
        .init("a digest") { $0.scopes = "[\"a.example/x@\(EnvelopeWorkshop.digest)\"]" },
        .init("a scheme") { $0.scopes = "[\"https://a.example/x\"]" },
        .init("a scope that is no text") { $0.scopes = "[1]" },
        .init("an unknown level") { $0.level = "\"lax\"" },
        .init("a level that is no text") { $0.level = "1" },
        .init("skipping with somebody to trust") { $0.level = "\"skip\"" },
        .init("skipping with an override") {
            $0.level = "\"skip\""
            $0.stores = "[]"
            $0.identities = "[]"
            $0.moreVerification = #","override":{"expiry":"log"}"#
        },
        .init("integrity overridden") { $0.moreVerification = #","override":{"integrity":"log"}"# },
        .init("authenticity skipped") { $0.moreVerification = #","override":{"authenticity":"skip"}"# },
        .init("expiry skipped") { $0.moreVerification = #","override":{"expiry":"skip"}"# },
        .init("an unknown check") { $0.moreVerification = #","override":{"mood":"log"}"# },
        .init("an unknown action") { $0.moreVerification = #","override":{"expiry":"shout"}"# },
        .init("an unknown time for timestamps") { $0.moreVerification = #","verifyTimestamp":"never""# },
        .init("no stores") { $0.stores = "[]" },
        .init("a store without a kind") { $0.stores = "[\"release\"]" },
        .init("a store of an unknown kind") { $0.stores = "[\"pgp:release\"]" },
        .init("a store that leads out") { $0.stores = "[\"ca:../../etc\"]" },
        .init("a store called by dots") { $0.stores = "[\"ca:..\"]" },
        .init("a store without a name") { $0.stores = "[\"ca:\"]" },
        .init("no identities") { $0.identities = "[]" },
        .init("everybody and somebody") { $0.identities = #"["*","x509.subject: C=DE, ST=HH, O=A"]"# },
        .init("an identity of an unknown kind") { $0.identities = #"["mail: a@example.com"]"# },
        .init("an identity without a kind") { $0.identities = #"["C=DE, ST=HH, O=A"]"# },
        .init("the same identity twice") {
            $0.identities = #"["x509.subject: C=DE, ST=HH, O=A","x509.subject: O=A,ST=HH,C=DE"]"#
        },
        .init("identities of which one contains the other") {
            $0.identities = #"["x509.subject: C=DE, ST=HH, O=A, CN=x","x509.subject: C=DE, ST=HH, O=A"]"#
        },
    ]
}

@Suite struct NotationTrustPolicyTests {
    @Test(arguments: PolicyChange.allowed)
    func takes(_ change: PolicyChange) {
        var workshop = PolicyWorkshop()
        change.change(&workshop)
        let bytes = workshop.bytes
        #expect(throws: Never.self) { try NotationTrustPolicy(parsing: bytes) }
    }

    @Test(arguments: PolicyChange.refused)
    func refuses(_ change: PolicyChange) {
        var workshop = PolicyWorkshop()
        change.change(&workshop)
        let bytes = workshop.bytes
        #expect(throws: NotationError.self) { try NotationTrustPolicy(parsing: bytes) }
    }

    @Test func choosesTheStatementThatNamesTheRepository() throws {
        var workshop = PolicyWorkshop()
        workshop.moreStatements = PolicyWorkshop.statement(name: "rest", scope: "*")
        let policy = try NotationTrustPolicy(parsing: workshop.bytes)
        #expect(policy.statement(for: "example.com/team/app")?.name == "release")
        #expect(policy.statement(for: "example.com/team/app/x")?.name == "rest")
        #expect(policy.statement(for: "example.org/team/app")?.name == "rest")
    }

    @Test func hasNoStatementForARepositoryThatNobodyNames() throws {
        let policy = try NotationTrustPolicy(parsing: PolicyWorkshop().bytes)
        #expect(policy.statement(for: "example.com/team") == nil)
    }

    @Test(arguments: [
        ("strict", "eeeee"), ("permissive", "eelll"), ("audit", "ellll"), ("skip", "sssss"),
    ])
    func knowsWhatALevelMeans(_ level: String, _ actions: String) throws {
        let level = try #require(NotationCheck.Level(rawValue: level))
        let letters = NotationCheck.allCases.map { level.action(for: $0).rawValue.prefix(1) }
        #expect(letters.joined() == actions)
    }
}
