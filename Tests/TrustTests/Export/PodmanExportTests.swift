// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing
import Trust

@Suite struct PodmanExportTests {
    private typealias Fixture = ExportFixture

    @Test(arguments: [
        ("team/app", "registry.example.com:5000/team/app"),
        ("team/**", "registry.example.com:5000/team"),
        ("**", "registry.example.com:5000"),
    ])
    func writesWhatScopesCanSay(_ pattern: String, _ scope: String) throws {
        let policy = try Fixture.export(Fixture.rule([pattern]), to: .podman)
        #expect(try Fixture.scopes(of: policy) == [scope: ["a"]])
        #expect(!policy.notes.contains { $0.contains("covers more") })
    }

    @Test(arguments: [
        ("team/*", "registry.example.com:5000/team"),
        ("team/*-prod", "registry.example.com:5000/team"),
        ("team/app?", "registry.example.com:5000/team"),
        ("**/app", "registry.example.com:5000"),
        ("a/*/b", "registry.example.com:5000/a"),
        ("*", "registry.example.com:5000"),
    ])
    func writesAPatternWiderAndSaysSo(_ pattern: String, _ scope: String) throws {
        let policy = try Fixture.export(Fixture.rule([pattern]), to: .podman)
        #expect(try Fixture.scopes(of: policy) == [scope: ["a"]])
        #expect(policy.notes.contains { $0.contains(pattern) && $0.contains("covers more") })
    }

    @Test func asksForAllTagsAndSaysSo() throws {
        let policy = try Fixture.export(Fixture.rule(["team/app"], tags: ["v*"]), to: .podman)
        #expect(try Fixture.scopes(of: policy) == ["registry.example.com:5000/team/app": ["a"]])
        #expect(policy.notes.contains { $0.contains("all tags") && $0.contains("v*") })
    }

    @Test func letsAnEarlierRuleForALessWidePlaceDecideThere() throws {
        let policy = try Fixture.export(
            Fixture.rule(["team/app"]),
            Fixture.rule(["**"], keys: ["b"]),
            to: .podman
        )
        #expect(
            try Fixture.scopes(of: policy)
                == ["registry.example.com:5000/team/app": ["a"], "registry.example.com:5000": ["b"]]
        )
    }

    @Test func leavesOutARuleThatAnEarlierOneHides() throws {
        let policy = try Fixture.export(
            Fixture.rule(["team/**"]),
            Fixture.rule(["team/app"], keys: ["b"]),
            to: .podman
        )
        #expect(try Fixture.scopes(of: policy) == ["registry.example.com:5000/team": ["a"]])
    }

    @Test func asksForBothWhereAWiderScopeCoversALaterRule() throws {
        let policy = try Fixture.export(
            Fixture.rule(["team/*-prod"]),
            Fixture.rule(["team/app"], keys: ["b"]),
            to: .podman
        )
        #expect(
            try Fixture.scopes(of: policy)
                == ["registry.example.com:5000/team": ["a"], "registry.example.com:5000/team/app": ["a", "b"]]
        )
    }

    @Test func asksForBothWhereSomeTagsFallToALaterRule() throws {
        let policy = try Fixture.export(
            Fixture.rule(["team/app"], tags: ["v*"]),
            Fixture.rule(["**"], keys: ["b"]),
            to: .podman
        )
        #expect(
            try Fixture.scopes(of: policy)
                == ["registry.example.com:5000/team/app": ["a", "b"], "registry.example.com:5000": ["b"]]
        )
    }

    @Test func neverWritesThatSomethingNeedsNoSignature() throws {
        let policy = try Fixture.export(
            Fixture.rule(["ci/**"], keys: []),
            Fixture.rule(["**"]),
            to: .podman
        )
        #expect(try Fixture.scopes(of: policy) == ["registry.example.com:5000": ["a"]])
        #expect(policy.notes.contains { $0.contains("ci/**") && $0.contains("no signature") })
    }

    @Test(arguments: [(1, ["a|b|c"]), (2, ["a|b", "a|c", "b|c"]), (3, ["a", "b", "c"])])
    func writesAThresholdAsChoices(_ threshold: Int, _ clauses: [String]) throws {
        let policy = try Fixture.export(
            Fixture.rule(["**"], keys: ["a", "b", "c"], threshold: threshold),
            to: .podman
        )
        #expect(try Fixture.scopes(of: policy)["registry.example.com:5000"]?.sorted() == clauses)
    }

    @Test(arguments: [
        (TrustRequirement.Binding.tag, "matchRepoDigestOrExact"), (.digest, "matchRepository"),
    ])
    func writesWhatASignatureMustName(_ binding: TrustRequirement.Binding, _ type: String) throws {
        let policy = try Fixture.export(Fixture.rule(["**"], binding: binding), to: .podman)
        #expect(policy.files[0].text.contains("\"signedIdentity\":{\"type\":\"\(type)\"}"))
    }

    @Test(arguments: [(["a"], 1), (["a", "b"], 2), (["a", "b"], 1)])
    func saysWhichVersionsReadAChoiceOfKeys(_ keys: [String], _ threshold: Int) throws {
        let policy = try Fixture.export(Fixture.rule(["**"], keys: keys, threshold: threshold), to: .podman)
        let isChoice = keys.count > threshold
        #expect(policy.files[0].text.contains("\"keyDatas\"") == isChoice)
        #expect(policy.notes.contains { $0.contains("podman 5.3") } == isChoice)
    }

    @Test(arguments: [TrustRequirement.Binding.tag, .digest])
    func saysWhenTheTagCounts(_ binding: TrustRequirement.Binding) throws {
        let policy = try Fixture.export(Fixture.rule(["**"], binding: binding), to: .podman)
        #expect(policy.notes.contains { $0.contains("when it pulls by tag") } == (binding == .tag))
    }

    @Test func makesSignaturesBeLookedFor() throws {
        let policy = try Fixture.export(Fixture.rule(["**"]), to: .podman)
        #expect(policy.files.map(\.name) == ["policy.json", "registries.d/holdfast.yaml"])
        #expect(
            policy.files[1].text
                == "docker:\n  \"registry.example.com:5000\":\n    use-sigstore-attachments: true\n"
        )
    }

    @Test(arguments: ExportFixture.hosts)
    func namesEverySpellingOfTheHost(_ host: ExportFixture.Host) throws {
        let policy = try Fixture.export(Fixture.rule(["team/**"]), of: host, to: .podman)
        let expected = host.names.reduce(into: [String: [String]]()) { scopes, name in scopes["\(name)/team"] = ["a"] }
        #expect(try Fixture.scopes(of: policy) == expected)
        let lookup = host.names.map { "  \"\($0)\":\n    use-sigstore-attachments: true\n" }
        #expect(policy.files[1].text == "docker:\n" + lookup.joined())
        #expect(policy.notes.contains { $0.contains("compares hosts as they are written") } == (host.names.count > 1))
    }

    @Test func asksForAllKeysWhenThereAreTooManyChoices() throws {
        let names = (10..<30).map { "k\($0)" }
        let keys = names.reduce(into: [:]) { $0[$1] = PolicyExport.Key(pem: "x\n\($1)\n") }
        let export = try PolicyExport(
            host: RegistryHost("h.example:5000"),
            rules: [Fixture.rule(["**"], keys: names, threshold: 10)],
            keys: keys
        )
        let policy = try export.policy(for: .podman)
        #expect(try Fixture.scopes(of: policy) == ["h.example:5000": names])
        #expect(policy.notes.contains { $0.contains("all of them") })
    }
}
