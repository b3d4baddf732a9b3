// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ConfigurationReader {
    mutating func rules(_ node: YAMLNode?) -> RuleSet {
        guard let node else { return RuleSet([]) }
        // No rules at all is a thing to say: the default rule covers everything.
        if case .list(let elements) = node.content, elements.isEmpty { return RuleSet([]) }
        let elements = list(node, "rules", example: "- tags: [\"latest\"]") ?? []
        return RuleSet(elements.enumerated().compactMap { rule($0.element, number: $0.offset + 1) })
    }

    private mutating func rule(_ node: YAMLNode, number: Int) -> Rule? {
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
            require: requirements(fields["require"]),
            pull: pull(fields["pull"]),
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

    private mutating func requirements(_ node: YAMLNode?) -> [Requirement] {
        let elements = list(node, "require", example: "[{keys: [release]}]") ?? []
        return elements.compactMap { requirement($0) }
    }

    private mutating func requirement(_ node: YAMLNode) -> Requirement? {
        let what = "an entry of \"require\""
        guard let fields = fields(of: node, in: what, known: ["keys", "threshold", "bind"]) else { return nil }
        guard fields["keys"] != nil else {
            fail(node, "\(what) lacks \"keys\", the names of the keys that count")
            return nil
        }
        guard let elements = list(fields["keys"], "keys", example: "[release]") else { return nil }
        let keys = elements.compactMap { text($0, "keys") }
        let threshold = count(fields["threshold"], "threshold", in: 1...max(1, Set(keys).count)) ?? 1
        return Requirement(keys: keys, threshold: threshold, bind: choice(fields["bind"], "bind") ?? .tag)
    }

    private mutating func pull(_ node: YAMLNode?) -> PullAction {
        let action: PullAction = choice(node, "pull") ?? .any
        if action == .signed, let node {
            fail(node, "\"pull: signed\" is not supported by this version; remove it, so that nobody relies on it")
        }
        return action
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
