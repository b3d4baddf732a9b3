// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing
import Trust

@Suite struct ClusterExportTests {
    private typealias Fixture = ExportFixture

    @Test func writesAPolicyForKyverno() throws {
        let policy = try Fixture.export(
            Fixture.rule(["team/**"], tags: ["v*"], keys: ["a", "b"], threshold: 2),
            to: .kyverno
        )
        let expected = """
            apiVersion: kyverno.io/v1
            kind: ClusterPolicy
            metadata:
              name: "holdfast-registry-example-com-5000"
            spec:
              validationFailureAction: Enforce
              webhookTimeoutSeconds: 30
              rules:
                - name: signed-1
                  match:
                    any:
                      - resources:
                          kinds:
                            - Pod
                  verifyImages:
                    - imageReferences:
                        - "registry.example.com:5000/team/*:v*"
                        - "registry.example.com:5000/team/*@*"
                      mutateDigest: true
                      verifyDigest: true
                      required: true
                      attestors:
                        - count: 2
                          entries:
                            - keys:
                                publicKeys: |
                                  -----BEGIN PUBLIC KEY-----
                                  a
                                  -----END PUBLIC KEY-----
                                rekor:
                                  ignoreTlog: true
                                ctlog:
                                  ignoreSCT: true
                            - keys:
                                publicKeys: |
                                  -----BEGIN PUBLIC KEY-----
                                  b
                                  -----END PUBLIC KEY-----
                                rekor:
                                  ignoreTlog: true
                                ctlog:
                                  ignoreSCT: true

            """
        #expect(policy.files.map(\.text) == [expected])
        #expect(policy.notes.contains { $0.contains("another tag, or an older one, passes") })
    }

    @Test(arguments: [("**", "*"), ("**/app", "*app"), ("a/*/b", "a/*/b"), ("a**", "a*"), ("a/b?", "a/b?")])
    func writesPatternsForKyverno(_ pattern: String, _ written: String) throws {
        let text = try Fixture.export(Fixture.rule([pattern]), to: .kyverno).files[0].text
        #expect(text.contains("- \"registry.example.com:5000/\(written):*\"\n"))
        #expect(text.contains("- \"registry.example.com:5000/\(written)@*\"\n"))
    }

    @Test func writesOneObjectForEachChoiceForThePolicyController() throws {
        let policy = try Fixture.export(
            Fixture.rule(["team/app"], keys: ["a", "b", "c"], threshold: 2),
            to: .policyController
        )
        let texts = policy.files[0].text.components(separatedBy: "---\napiVersion")
        #expect(texts.count == 3)
        let expected = """
            apiVersion: policy.sigstore.dev/v1beta1
            kind: ClusterImagePolicy
            metadata:
              name: "holdfast-registry-example-com-5000-1"
            spec:
              images:
                - glob: "registry.example.com:5000/team/app:**"
                - glob: "registry.example.com:5000/team/app*sha256:*"
              authorities:
                - name: "a"
                  key:
                    hashAlgorithm: sha256
                    data: |
                      -----BEGIN PUBLIC KEY-----
                      a
                      -----END PUBLIC KEY-----
                - name: "b"
                  key:
                    hashAlgorithm: sha256
                    data: |
                      -----BEGIN PUBLIC KEY-----
                      b
                      -----END PUBLIC KEY-----

            """
        #expect(texts[0] == expected)
    }

    @Test(arguments: [("**", "**"), ("**/app", "**app"), ("a/*/b", "a/*/b"), ("a/b?", "a/b*")])
    func writesPatternsForThePolicyController(_ pattern: String, _ written: String) throws {
        let text = try Fixture.export(Fixture.rule([pattern]), to: .policyController).files[0].text
        #expect(text.contains("- glob: \"registry.example.com:5000/\(written):**\"\n"))
    }

    /// A pattern, an image as the policy controller sees it, and whether it has to be covered.
    struct Sight: Sendable, CustomTestStringConvertible {
        let pattern: String
        let image: String
        let isCovered: Bool

        init(_ pattern: String, _ image: String, _ isCovered: Bool = true) {
            self.pattern = pattern
            self.image = image
            self.isCovered = isCovered
        }

        var testDescription: String { "\(pattern) \(image)" }
    }

    /// The globs as the policy controller reads them: `**` is any run, `*` one without slashes, the rest itself.
    private static func matches(_ glob: some StringProtocol, _ text: some StringProtocol) -> Bool {
        guard let first = glob.first else { return text.isEmpty }
        guard first == "*" else { return text.first == first && matches(glob.dropFirst(), text.dropFirst()) }
        let isAny = glob.hasPrefix("**")
        let rest = glob.dropFirst(isAny ? 2 : 1)
        let run = isAny ? text.count : text.prefix { $0 != "/" }.count
        return (0...run).contains { matches(rest, text.dropFirst($0)) }
    }

    @Test(arguments: [
        Sight("team/app", "team/app:1.0"), Sight("team/app", "team/app@sha256:12"),
        Sight("team/app", "team/app2@sha256:12"), Sight("team/app", "team/app/b@sha256:12", false),
        Sight("team/app", "team/ap@sha256:12", false), Sight("team/**", "team/a/b@sha256:12"),
        Sight("team/**", "team/a:latest"), Sight("team/**", "other/a@sha256:12", false),
        Sight("team/*", "team/a@sha256:12"), Sight("team/*", "team/a/b@sha256:12", false),
        Sight("**/app", "app@sha256:12"), Sight("**/app", "a/b/app@sha256:12"), Sight("a/b?", "a/bc@sha256:12"),
        Sight("**", "a/b/c@sha256:12"), Sight("*", "a:1"),
    ])
    func coversWhatARuleIsAboutInThePolicyController(_ sight: Sight) throws {
        let text = try Fixture.export(Fixture.rule([sight.pattern]), to: .policyController).files[0].text
        let globs = text.split(separator: "\n").compactMap { line -> String? in
            guard line.contains("- glob: ") else { return nil }
            return line.split(separator: "\"").dropFirst().first.map(String.init)
        }
        #expect(globs.count == 2)
        // What is not in this set makes the controller refuse the object.
        let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:/*."
        #expect(globs.joined().allSatisfy { allowed.contains($0) })
        let image = "\(Fixture.host)/\(sight.image)"
        #expect(globs.contains { Self.matches($0, image) } == sight.isCovered)
    }

    @Test func refusesAHostThatNoGlobCanName() {
        #expect(throws: PolicyExportError.self) {
            try Fixture.export(Fixture.rule(["**"]), of: .init("[::1]:5000"), to: .policyController)
        }
    }

    /// The texts in quotes of the lines that begin so.
    private static func quoted(_ policy: ExportedPolicy, after start: String) -> Set<String> {
        let lines = policy.files[0].text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        return Set(lines.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count).dropLast()) })
    }

    @Test(arguments: ExportFixture.hosts)
    func namesEverySpellingOfTheHost(_ host: ExportFixture.Host) throws {
        let rule = Fixture.rule(["team/app"])
        let kyverno = try Fixture.export(rule, of: host, to: .kyverno)
        let references = host.names.flatMap { ["\($0)/team/app:*", "\($0)/team/app@*"] }
        #expect(Self.quoted(kyverno, after: "- \"") == Set(references))
        let controller = try Fixture.export(rule, of: host, to: .policyController)
        let globs = host.names.flatMap { ["\($0)/team/app:**", "\($0)/team/app*sha256:*"] }
        #expect(Self.quoted(controller, after: "- glob: \"") == Set(globs))
    }

    @Test(arguments: [PolicyExport.Tool.kyverno, .policyController])
    func saysThatTheTagDoesNotCount(_ tool: PolicyExport.Tool) throws {
        let bound = try Fixture.export(Fixture.rule(["a/**"]), to: tool)
        #expect(bound.notes.contains { $0.contains("signed under another tag, or an older one, passes there") })
        let free = try Fixture.export(Fixture.rule(["a/**"], binding: .digest), to: tool)
        #expect(!free.notes.contains { $0.contains("another tag") })
    }

    @Test(arguments: [PolicyExport.Tool.kyverno, .policyController])
    func saysThatEveryRuleApplies(_ tool: PolicyExport.Tool) throws {
        let policy = try Fixture.export(Fixture.rule(["a/**"]), Fixture.rule(["**"], keys: ["b"]), to: tool)
        #expect(policy.notes.contains { $0.contains("not only the first") })
    }
}
