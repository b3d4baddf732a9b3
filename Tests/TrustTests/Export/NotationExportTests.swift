// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import Testing
import Trust

@Suite struct NotationExportTests {
    private func export(
        _ rules: PolicyExport.Rule...,
        host: ExportFixture.Host = .init("example.com"),
        wish: CertificateWish = CertificateWish()
    ) throws -> (policy: ExportedPolicy, root: MadeCertificate) {
        let root = try CertificateWish.authority("Root").made()
        let leaf = try wish.made(by: root)
        let key = PolicyExport.Key(pem: leaf.key.publicKey.pemRepresentation, certificates: try leaf.pem + root.pem)
        let plain = PolicyExport.Key(pem: "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----\n")
        let host = try RegistryHost(host.text, scheme: host.scheme)
        let export = try PolicyExport(host: host, rules: rules, keys: ["a": key, "b": plain])
        return (try export.policy(for: .notation), root)
    }

    @Test func writesAPolicyThatItsReaderTakes() throws {
        let (policy, root) = try export(ExportFixture.rule(["team/app", "team/web"]))
        #expect(policy.files.map(\.name) == ["trustpolicy.json", "truststore/x509/ca/holdfast-a/root.pem"])
        let read = try NotationTrustPolicy(parsing: Array(policy.files[0].text.utf8))
        let statement = try #require(read.statement(for: "example.com/team/web"))
        #expect(statement.level == .strict)
        #expect(statement.stores.map(\.rawValue) == ["ca:holdfast-a"])
        #expect(
            statement.identities == .named([try NotationIdentity("x509.subject: C=DE, ST=HH, O=Example, CN=Publisher")])
        )
        #expect(policy.files[1].text == (try root.pem))
        #expect(policy.notes.contains { $0.contains("dev.holdfast.tag=TAG") })
    }

    @Test(arguments: ExportFixture.hosts)
    func namesEverySpellingOfTheHost(_ host: ExportFixture.Host) throws {
        let policy = try export(ExportFixture.rule(["team/app"]), host: host).policy
        let read = try NotationTrustPolicy(parsing: Array(policy.files[0].text.utf8))
        #expect(read.statements.map(\.scopes) == [host.names.map { "\($0)/team/app" }])
    }

    @Test func writesAPatternAsEverythingAndSaysSo() throws {
        let policy = try export(ExportFixture.rule(["team/**"])).policy
        #expect(policy.files[0].text.contains("\"registryScopes\":[\"*\"]"))
        #expect(policy.notes.contains { $0.contains("covers all registries") })
    }

    @Test func escapesNames() throws {
        var wish = CertificateWish()
        wish.organization = "Example, \"Inc.\" + Sons"
        let policy = try export(ExportFixture.rule(["team/app"]), wish: wish).policy
        let read = try NotationTrustPolicy(parsing: Array(policy.files[0].text.utf8))
        guard case .named(let identities)? = read.statements.first?.identities else {
            Issue.record("nobody is named")
            return
        }
        #expect(identities.map { $0.parts["O"] } == [wish.organization])
    }

    @Test func refusesAKeyWithoutCertificates() {
        #expect(throws: PolicyExportError.self) { try export(ExportFixture.rule(["team/app"], keys: ["b"])) }
    }

    @Test func refusesAThreshold() {
        #expect(throws: PolicyExportError.self) {
            try export(ExportFixture.rule(["team/app"], keys: ["a", "b"], threshold: 2))
        }
    }

    @Test func refusesACertificateWithoutAState() {
        var wish = CertificateWish()
        wish.state = nil
        let bent = wish
        #expect(throws: PolicyExportError.self) { try export(ExportFixture.rule(["team/app"]), wish: bent) }
    }

    @Test func refusesARuleThatCannotBeToldApartFromAnEarlierOne() {
        #expect(throws: PolicyExportError.self) {
            try export(ExportFixture.rule(["team/*"]), ExportFixture.rule(["other/app"]))
        }
    }
}

@Suite struct PolicyExportTests {
    @Test func refusesRulesThatRequireNothing() {
        #expect(throws: PolicyExportError.nothingRequired) {
            try PolicyExport(host: RegistryHost("h"), rules: [ExportFixture.rule(["**"], keys: [])], keys: [:])
        }
    }

    @Test func refusesAKeyThatIsNotThere() {
        #expect(throws: PolicyExportError.unknownKey("z")) {
            try PolicyExport(host: RegistryHost("h"), rules: [ExportFixture.rule(["**"], keys: ["z"])], keys: [:])
        }
    }

    @Test func refusesAThresholdThatIsOutOfReach() {
        #expect(throws: PolicyExportError.unreachable(threshold: 2, keys: ["a"])) {
            try PolicyExport(
                host: RegistryHost("h"),
                rules: [ExportFixture.rule(["**"], keys: ["a"], threshold: 2)],
                keys: ExportFixture.keys
            )
        }
    }
}
