// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Testing

@Suite struct RuleSetTests {
    private let rules: RuleSet

    init() throws {
        rules = try Configuration(
            parsing: """
                rules:
                  - {repositories: ["ci/**"], change: allow, keep: {last: 3}}
                  - {tags: ["latest", "edge"], change: allow}
                  - {repositories: ["team/*"], tags: ["v*"], change: deny, create: hold, delete: deny}
                  - {repositories: ["team/*"], keep: {last: 20, younger-than: 90d, pulled-within: 30d}}
                """,
            file: "/etc/holdfast.yaml"
        )
        .rules
    }

    @Test(
        arguments: [
            ("ci/app", "1.0", "rule 1 (holdfast.yaml line 2)"),
            ("ci/app", "latest", "rule 1 (holdfast.yaml line 2)"),
            ("ci", "1.0", "the default rule"),
            ("ci", "latest", "rule 2 (holdfast.yaml line 3)"),
            ("team/app", "edge", "rule 2 (holdfast.yaml line 3)"),
            ("team/app", "v1", "rule 3 (holdfast.yaml line 4)"),
            ("team/app", "1", "rule 4 (holdfast.yaml line 5)"),
            ("team/app/x", "v1", "the default rule"),
        ]
    )
    func decidesByTheFirstRuleThatMatches(_ repository: String, _ tag: String, _ name: String) throws {
        #expect(rules.rule(for: try RepositoryName(repository), tag: try Tag(tag)).name == name)
    }

    @Test func holdsChangesWhereNoRuleMatches() {
        #expect(Rule.standard.change == .hold)
        #expect(Rule.standard.create == .allow)
        #expect(Rule.standard.delete == .allow)
        #expect(Rule.standard.expire == nil)
        #expect(Rule.standard.releaseAfter == nil)
        #expect(Rule.standard.require.isEmpty)
    }

    @Test func takesRetentionFromTheFirstRuleThatHasOne() throws {
        #expect(rules.retention(for: try RepositoryName("ci/app")) == Retention(last: 3))
        let kept = Retention(last: 20, youngerThan: .seconds(90 * 86_400), pulledWithin: .seconds(30 * 86_400))
        #expect(rules.retention(for: try RepositoryName("team/app")) == kept)
        #expect(rules.retention(for: try RepositoryName("other")) == nil)
    }
}
