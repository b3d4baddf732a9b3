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
        #expect(policy.notes.contains { $0.contains("another tag passes") })
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

    @Test(arguments: [PolicyExport.Tool.kyverno, .policyController])
    func saysThatEveryRuleApplies(_ tool: PolicyExport.Tool) throws {
        let policy = try Fixture.export(Fixture.rule(["a/**"]), Fixture.rule(["**"], keys: ["b"]), to: tool)
        #expect(policy.notes.contains { $0.contains("not only the first") })
    }
}
