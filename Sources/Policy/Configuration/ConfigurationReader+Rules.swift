// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ConfigurationReader {
    /// The rules, which may require signatures by any of the keys with these names.
    mutating func rules(_ node: YAMLNode?, keys: [String]) -> RuleSet {
        guard let node else { return RuleSet([]) }
        // No rules at all is a thing to say: the default rule covers everything.
        if case .list(let elements) = node.content, elements.isEmpty { return RuleSet([]) }
        let elements = list(node, "rules", example: "- tags: [\"latest\"]") ?? []
        return RuleSet(elements.enumerated().compactMap { rule($0.element, number: $0.offset + 1, keys: keys) })
    }

    private mutating func rule(_ node: YAMLNode, number: Int, keys: [String]) -> Rule? {
        let known = [
            "repositories", "tags", "change", "create", "delete", "expire", "release-after", "approve-when", "require",
            "pull", "keep",
        ]
        guard let fields = fields(of: node, in: "a rule", known: known) else { return nil }
        return Rule(
            name: ruleName(node, number: number),
            repositories: globs(fields["repositories"], "repositories", over: .repository, example: "[\"team/**\"]"),
            tags: globs(fields["tags"], "tags", over: .tag, example: "[\"v*\"]"),
            change: choice(fields["change"], "change") ?? .hold,
            create: choice(fields["create"], "create") ?? .allow,
            delete: choice(fields["delete"], "delete") ?? .allow,
            expire: duration(fields["expire"], "expire"),
            releaseAfter: duration(fields["release-after"], "release-after"),
            approveWhen: conditions(fields["approve-when"]),
            require: requirements(fields["require"], keys: keys),
            pull: pull(fields["pull"], require: fields["require"]),
            keep: fields["keep"].flatMap { retention($0) }
        )
    }

    /// A rule as messages call it.
    func ruleName(_ node: YAMLNode, number: Int) -> String {
        let name = file.lastIndex(of: "/").map { String(file[file.index(after: $0)...]) } ?? file
        return "rule \(number) (\(name) line \(node.place.line))"
    }

    private mutating func conditions(_ node: YAMLNode?) -> [ApproveCondition] {
        let elements = list(node, "approve-when", example: "[{verdict: [identical]}]") ?? []
        return elements.compactMap { condition($0) }
    }

    private mutating func condition(_ node: YAMLNode) -> ApproveCondition? {
        let what = "an alternative of \"approve-when\""
        guard let fields = fields(of: node, in: what, known: ["verdict", "paths", "severity-below"]) else { return nil }
        let condition = ApproveCondition(
            verdicts: choices(fields["verdict"], "verdict", example: "[identical, same-files]"),
            paths: globs(fields["paths"], "paths", over: .path, example: "[\"/app/**\"]"),
            severityBelow: choice(fields["severity-below"], "severity-below")
        )
        if fields.isEmpty {
            fail(node, "\(what) without conditions would approve everything; write \"change: allow\" if that is meant")
        } else if condition.severityBelow == .info, let severity = fields["severity-below"] {
            fail(severity, "nothing is below \"info\", so nothing would ever be approved")
        }
        return condition
    }

    private mutating func retention(_ node: YAMLNode) -> Retention? {
        let known = ["last", "younger-than", "pulled-within"]
        guard let fields = fields(of: node, in: "\"keep\"", known: known) else { return nil }
        if fields.isEmpty { fail(node, "\"keep\" names nothing to keep; remove it to keep everything") }
        return Retention(
            last: count(fields["last"], "last", in: 1...1_000_000),
            youngerThan: duration(fields["younger-than"], "younger-than"),
            pulledWithin: duration(fields["pulled-within"], "pulled-within")
        )
    }
}
