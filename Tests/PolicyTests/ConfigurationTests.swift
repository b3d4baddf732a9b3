// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

@Suite struct ConfigurationTests {
    @Test(arguments: ["", "\n", "# nothing\n", "---\n", "~\n", "{}\n", "\u{feff}# mark\n"])
    func takesDefaultsFromAnEmptyFile(_ text: String) throws {
        #expect(try Configuration(parsing: text, file: "holdfast.yaml") == .standard)
    }

    @Test func hasTheDocumentedDefaults() {
        let standard = Configuration.standard
        #expect(standard.name == nil)
        #expect(standard.url == nil)
        #expect(standard.trustedProxies.isEmpty)
        #expect(standard.listen == ListenAddress(host: "127.0.0.1", port: 5000))
        #expect(standard.data == "./holdfast-data")
        #expect(standard.tls == nil)
        #expect(!standard.insecure)
        #expect(standard.requestLog == .all)
        #expect(standard.rules.rules.isEmpty)
        #expect(standard.users == nil)
        #expect(standard.access == .open)
        #expect(standard.webhooks.isEmpty)
        #expect(standard.approvals == .anyApprover)
        #expect(standard.anonymousAccess)
        #expect(standard.startupProblems().isEmpty)
    }

    @Test func readsEveryKeyOfTheServer() throws {
        let configuration = try Configuration(
            parsing: """
                name: registry.example.com
                url: https://registry.example.com:8443/
                trusted-proxies: ["10.0.0.0/8", fd00::/8]
                listen: "[::]:443"
                data: ./data
                tls: {certificate: cert.pem, key: /keys/key.pem}
                insecure: true
                log: {requests: off}
                users: ./users
                approvals: {distinct: true}
                """,
            file: "conf/holdfast.yaml"
        )
        #expect(configuration.name == "registry.example.com")
        #expect(configuration.url == "https://registry.example.com:8443")
        #expect(configuration.trustedProxies.map { $0.contains("10.1.1.1") } == [true, false])
        #expect(configuration.listen == ListenAddress(host: "::", port: 443))
        #expect(configuration.data == "conf/data")
        #expect(configuration.tls == TLSFiles(certificate: "conf/cert.pem", key: "/keys/key.pem"))
        #expect(configuration.insecure)
        #expect(configuration.requestLog == .off)
        #expect(configuration.users == "conf/users")
        #expect(configuration.access == .signedIn)
        #expect(configuration.approvals == .distinct)
    }

    @Test(
        arguments: [
            ("holdfast.yaml", "./users", "./users"), ("holdfast.yaml", "users", "users"),
            ("./holdfast.yaml", "./users", "./users"),
            ("/etc/holdfast/holdfast.yaml", "users", "/etc/holdfast/users"),
            ("/holdfast.yaml", "../users", "/../users"),
            ("/etc/holdfast/holdfast.yaml", "/var/users", "/var/users"),
        ]
    )
    func takesPathsFromTheDirectoryOfTheFile(_ file: String, _ written: String, _ resolved: String) throws {
        #expect(try Configuration(parsing: "users: \(written)", file: file).users == resolved)
    }

    @Test func readsEveryKeyOfARule() throws {
        let configuration = try Configuration(
            parsing: """
                keys: {release: release.pub, ci: ci.pub, x: x.pub}
                rules:
                  - repositories: ["ci/**", app]
                    tags: ["v*", 1.10, "*-rc?"]
                    change: deny
                    create: hold
                    delete: deny
                    expire: 30d
                    release-after: 1w
                    approve-when:
                      - {verdict: [identical, same-files, timestamps-only]}
                      - {paths: ["/app/**"], severity-below: high}
                    require: [{keys: [release, ci], threshold: 2, bind: tag}, {keys: [x]}]
                    pull: any
                    keep: {last: 20, younger-than: 90d, pulled-within: 12h}
                  - {}
                """,
            file: "holdfast.yaml"
        )
        let rule = try #require(configuration.rules.rules.first)
        #expect(rule.name == "rule 1 (holdfast.yaml line 3)")
        #expect(rule.repositories.map(\.pattern) == ["ci/**", "app"])
        #expect(rule.tags.map(\.pattern) == ["v*", "1.10", "*-rc?"])
        #expect(rule.change == .deny)
        #expect(rule.create == .hold)
        #expect(rule.delete == .deny)
        #expect(rule.expire == .seconds(30 * 86_400))
        #expect(rule.releaseAfter == .seconds(7 * 86_400))
        #expect(
            rule.approveWhen == [
                ApproveCondition(verdicts: [.identical, .sameFiles, .timestampsOnly]),
                ApproveCondition(paths: [try Glob("/app/**", over: .path)], severityBelow: .high),
            ]
        )
        #expect(rule.require == [Requirement(keys: ["release", "ci"], threshold: 2), Requirement(keys: ["x"])])
        #expect(rule.keep == Retention(last: 20, youngerThan: .seconds(90 * 86_400), pulledWithin: .seconds(43_200)))
        var plain = Rule.standard
        plain.name = "rule 2 (holdfast.yaml line 16)"
        #expect(configuration.rules.rules.last == plain)
    }

    @Test(arguments: [("90s", 90), ("15m", 900), ("12h", 43_200), ("30d", 2_592_000), ("2w", 1_209_600), ("007s", 7)])
    func readsDurations(_ text: String, _ seconds: Int) throws {
        let rules = try Configuration(parsing: "rules: [{expire: \(text)}]", file: "x").rules
        #expect(rules.rules.first?.expire == .seconds(seconds))
    }

    @Test func readsAFile() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("users: users\r\nlog:\r\n  requests: changes\r\n", to: "holdfast.yaml")
        let configuration = try Configuration.load(path: path)
        #expect(configuration.users == directory.path + "/users")
        #expect(configuration.requestLog == .changes)
    }

    @Test func saysWhyAFileCannotBeRead() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/holdfast.yaml"
        let errors = try #require(throws: ConfigurationErrors.self) { try Configuration.load(path: path) }
        #expect(errors.description == "\(path): the file cannot be read: No such file or directory")
    }
}
