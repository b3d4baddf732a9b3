// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Testing

@Suite struct TrustConfigurationTests {
    private func configuration(_ text: String, file: String = "/etc/holdfast.yaml") throws -> Configuration {
        try Configuration(parsing: text, file: file)
    }

    private func fault(_ text: String) -> String? {
        do {
            _ = try configuration(text, file: "h.yaml")
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func readsKeysInBothForms() throws {
        let keys = try configuration("keys:\n  release: ./release.pub\n  ci_2.x: {file: /keys/ci.pub}").keys
        #expect(keys.map(\.name) == ["release", "ci_2.x"])
        #expect(keys.map(\.path) == ["/etc/release.pub", "/keys/ci.pub"])
        #expect(keys.map(\.line) == [2, 3])
    }

    @Test(
        arguments: [
            (
                "keys: [a]",
                "h.yaml:1:7: \"keys\" must be a mapping of names to files, such as {release: ./release.pub}"
            ),
            ("keys: {}", "h.yaml:1:7: \"keys\" must be a mapping of names to files, such as {release: ./release.pub}"),
            (
                "keys: {Release: a.pub}",
                "h.yaml:1:8: \"Release\" cannot name a key: a name is 1 to 64 lower case letters, digits, dots, "
                    + "hyphens and underscores"
            ),
            ("keys: {a: {}}", "h.yaml:1:11: the key a lacks \"file\", the path of a public key in PEM"),
            ("keys: {a: {path: b}}", "h.yaml:1:11: the key a lacks \"file\", the path of a public key in PEM"),
            ("keys: {a: }", "h.yaml:1:11: \"a\" has no value"),
            (
                "keys: {a: ~/a.pub}",
                "h.yaml:1:11: \"a\": ~ is not replaced by a home directory here; write the path out"
            ),
            (
                "keys: {release: r.pub}\nrules:\n- require: [{keys: [relaese]}]",
                "h.yaml:3:21: an entry of \"require\" must name keys of \"keys\", and \"relaese\" is none; "
                    + "did you mean \"release\"?"
            ),
            (
                "rules:\n- require: [{keys: [ci]}]",
                "h.yaml:2:21: an entry of \"require\" must name keys of \"keys\", and \"ci\" is none; say at the "
                    + "top of the file where it lies, such as keys: {ci: ./ci.pub}"
            ),
            (
                "keys: {a: a.pub, b: b.pub}\nrules:\n- require: [{keys: [a, b, a], threshold: 3}]",
                "h.yaml:3:42: \"threshold\" must be a whole number from 1 to 2"
            ),
            (
                "keys: {a: a.pub}\nrules:\n- require: [{keys: [a], bind: name}]",
                "h.yaml:3:31: \"bind\" must be tag or digest, not \"name\""
            ),
        ]
    )
    func tellsWhatIsWrong(_ text: String, _ message: String) {
        #expect(fault(text)?.hasPrefix(message) == true, "\(fault(text) ?? "no fault")")
    }

    @Test func refusesMoreKeysThanItReads() {
        let keys = (0...TrustKeyFile.maximumCount).map { "k\($0): k.pub" }.joined(separator: ", ")
        #expect(fault("keys: {\(keys)}")?.contains("there are 101 \"keys\"; at most 100 are read") == true)
    }

    @Test func acceptsSignedContentAloneWhereItSaysWhoseSignaturesCount() throws {
        let text = "keys: {release: r.pub}\nrules:\n- {pull: signed, require: [{keys: [release]}]}"
        let rule = try #require(try configuration(text).rules.rules.first)
        #expect(rule.pull == .signed)
        #expect(rule.require == [Requirement(keys: ["release"], threshold: 1, bind: .tag)])
    }

    @Test func requiresNothingOfTheTagsThatCarrySignatures() throws {
        let rules = RuleSet([Rule(name: "r", change: .deny, require: [Requirement(keys: ["k"])], pull: .signed)])
        let repository = try RepositoryName("app")
        let hex = String(repeating: "a", count: 64)
        for suffix in [".sig", ".att", ".sbom", ""] {
            let rule = rules.rule(for: repository, tag: try Tag("sha256-\(hex)\(suffix)"))
            #expect(rule.require.isEmpty && rule.pull == .any && rule.change == .deny, "\(suffix)")
        }
        for tag in ["1.0", "sha256-\(hex).sigs", "sha256-abc.sig"] {
            let rule = rules.rule(for: repository, tag: try Tag(tag))
            #expect(!rule.require.isEmpty && rule.pull == .signed, "\(tag)")
        }
    }

    @Test(
        arguments: [
            ("url: https://Registry.example.com", ["registry.example.com", "registry.example.com:443"]),
            ("url: https://registry.example.com:443", ["registry.example.com", "registry.example.com:443"]),
            ("url: https://registry.example.com:8443", ["registry.example.com:8443"]),
            ("url: http://registry.example.com:443", ["registry.example.com:443"]),
            ("url: http://[2001:db8::1]", ["[2001:db8::1]", "[2001:db8::1]:80"]),
            ("listen: 127.0.0.1:5000", ["127.0.0.1:5000", "localhost:5000", "[::1]:5000"]),
            (
                "listen: localhost:80",
                ["127.0.0.1:80", "127.0.0.1", "localhost:80", "localhost", "[::1]:80", "[::1]"]
            ),
            ("listen: 0.0.0.0:5000", []),
        ]
    )
    func acceptsSignaturesThatNameThisRegistry(_ text: String, _ authorities: [String]) throws {
        #expect(try configuration(text).acceptedAuthorities() == Set(authorities))
    }

    @Test func acceptsThePortThatTheSystemPicked() throws {
        #expect(try configuration("listen: 127.0.0.1:0").acceptedAuthorities(port: 4711).contains("localhost:4711"))
    }

    @Test func wantsToKnowWhatItIsCalledWhereSignaturesMustNameIt() throws {
        let rule = "keys: {k: k.pub}\ninsecure: true\nlisten: 0.0.0.0:80\nrules:\n- require: [{keys: [k]"
        let problems = try configuration("\(rule)}]").startupProblems()
        #expect(problems.count == 1 && problems.first?.contains("rule 1 (holdfast.yaml line 5) requires") == true)
        #expect(problems.first?.contains("Set \"url: https://registry.example.com\"") == true)
        #expect(try configuration("\(rule), bind: digest}]").startupProblems().isEmpty)
        #expect(try configuration("url: https://r.example\n\(rule)}]").startupProblems().isEmpty)
    }

    @Test(
        arguments: [
            (["k"], 1, Requirement.Binding.tag, "a signature by k that names the tag"),
            (["b", "a"], 1, .digest, "a signature by a or b that names the digest"),
            (["c", "a", "b"], 1, .tag, "a signature by one of a, b, c that names the tag"),
            (["a", "b"], 2, .tag, "signatures by a and b that name the tag"),
            (["a", "b", "c"], 2, .digest, "signatures by 2 of a, b, c that name the digest"),
        ]
    )
    func saysWhatIsRequired(_ keys: [String], _ threshold: Int, _ bind: Requirement.Binding, _ words: String) {
        #expect(Requirement(keys: keys, threshold: threshold, bind: bind).words == words)
    }

    @Test func refusesWhatIsNoKeyAndTwoNamesForOne() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("1", to: "one.pub")
        _ = try directory.write("x", to: "bad.pub")
        let folder = String(path.dropLast("one.pub".count))
        let text = "keys:\n  one: one.pub\n  again: one.pub\n  bad: bad.pub"
        let configuration = try configuration(text, file: "\(folder)holdfast.yaml")
        struct NoKey: Error, CustomStringConvertible { let description = "it is no key" }
        do {
            _ = try configuration.trustKeys { text in
                guard let number = Int(text) else { throw NoKey() }
                return number
            }
            Issue.record("it was read")
        } catch let errors as ConfigurationErrors {
            #expect(
                errors.errors.map(\.message) == [
                    "the key again in \(folder)one.pub is the same as the key one; a key has one name",
                    "the key bad in \(folder)bad.pub cannot be used: it is no key",
                ]
            )
        }
    }

    @Test func readsKeyFilesAndSaysWhereThoseAreNamedThatItCannot() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("-----BEGIN PUBLIC KEY-----\n", to: "release.pub")
        let folder = String(path.dropLast("release.pub".count))
        let text = "keys:\n  release: release.pub\n  gone: gone.pub\n  large: large.pub"
        _ = try directory.write(String(repeating: "x", count: TrustKeyFile.maximumSize + 1), to: "large.pub")
        let keys = try configuration(text, file: "\(folder)holdfast.yaml").keys
        #expect(try keys[0].read() == "-----BEGIN PUBLIC KEY-----\n")
        #expect(throws: keys[1].fault("cannot be read: No such file or directory")) { try keys[1].read() }
        #expect(throws: keys[2].fault("cannot be read: it is larger than 65536 bytes")) { try keys[2].read() }
        #expect(
            keys[1].fault("is odd").description
                == "\(folder)holdfast.yaml:3:9: the key gone in \(folder)gone.pub is odd"
        )
    }
}
