// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy

/// The `holdfast.rules/1` document: which rule a push to a tag meets, and what would happen.
public struct RuleDocument {
    private let repository: RepositoryName
    private let tag: Tag
    private let rule: Rule
    private let current: Digest?
    private let tombstone: Digest?

    init(repository: RepositoryName, tag: Tag, rule: Rule, current: Digest?, tombstone: Digest?) {
        self.repository = repository
        self.tag = tag
        self.rule = rule
        self.current = current
        self.tombstone = tombstone
    }

    /// The document as JSON.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.rules/1")
            json.member("repository", repository.rawValue)
            json.member("tag", tag.rawValue)
            json.member("rule", rule.name)
            json.member("create", rule.create.rawValue)
            json.member("change", rule.change.rawValue)
            json.member("delete", rule.delete.rawValue)
            json.member("require", rule.require) { json, requirement in
                json.member("keys", texts: requirement.keys)
                json.member("threshold", Int64(requirement.threshold))
                json.member("bind", requirement.bind.rawValue)
                json.member("words", requirement.words)
            }
            json.member("pull", rule.pull.rawValue)
            json.member("current", current?.rawValue)
            json.member("outcome", outcome)
        }
        return json.bytes
    }

    private var outcome: String {
        guard rule.require.isEmpty else {
            let needs = rule.require.map(\.words).joined(separator: ", and ")
            return "a push waits, seen by its pusher alone, until its content has \(needs); then \(consequence)"
        }
        return consequence
    }

    /// What becomes of a push that has the signatures it needs.
    private var consequence: String {
        if let current {
            return "a push of other content than \(current.short) \(words(rule.change)); the same again is accepted"
        }
        if let tombstone {
            return
                "the tag was deleted while it meant \(tombstone.short); a push of other content \(words(rule.change)), "
                + "of the same \(words(rule.create))"
        }
        return "a first push \(words(rule.create)); later pushes of other content: \(rule.change.rawValue)"
    }

    private func words(_ action: TagAction) -> String {
        switch action {
        case .allow: "is accepted"
        case .hold: "is held until someone approves it"
        case .deny: "is refused"
        }
    }
}
