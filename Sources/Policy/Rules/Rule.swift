// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What may happen to the tags it covers.
public struct Rule: Hashable, Sendable {
    /// The rule as messages call it, such as `rule 2 (holdfast.yaml line 14)`.
    public var name: String
    /// The repositories covered; empty: all.
    public var repositories: [Glob]
    /// The tags covered; empty: all.
    public var tags: [Glob]
    /// What happens when the tag exists, or once existed, and would mean other content.
    public var change: TagAction
    /// What happens when the tag does not exist.
    public var create: TagAction
    /// What happens to a request to delete the tag.
    public var delete: DeleteAction
    /// The time after which an open hold closes by itself; nil: never.
    public var expire: Duration?
    /// The time after which a hold nobody rejected is approved; nil: never.
    public var releaseAfter: Duration?
    /// The differences approved without a person; one that holds is enough.
    public var approveWhen: [ApproveCondition]
    /// The signatures content must carry; all requirements must be met.
    public var require: [Requirement]
    /// Which content may be pulled.
    public var pull: PullAction
    /// Which untagged content of the covered repositories is kept; nil: this rule does not say.
    public var keep: Retention?

    /// Creates a rule.
    public init(
        name: String,
        repositories: [Glob] = [],
        tags: [Glob] = [],
        change: TagAction = .hold,
        create: TagAction = .allow,
        delete: DeleteAction = .allow,
        expire: Duration? = nil,
        releaseAfter: Duration? = nil,
        approveWhen: [ApproveCondition] = [],
        require: [Requirement] = [],
        pull: PullAction = .any,
        keep: Retention? = nil
    ) {
        self.name = name
        self.repositories = repositories
        self.tags = tags
        self.change = change
        self.create = create
        self.delete = delete
        self.expire = expire
        self.releaseAfter = releaseAfter
        self.approveWhen = approveWhen
        self.require = require
        self.pull = pull
        self.keep = keep
    }

    /// The rule where no other matches: a change is held, anything else allowed.
    public static let standard = Rule(name: "the default rule")

    /// Tells whether the rule covers a tag of a repository.
    public func matches(_ repository: RepositoryName, _ tag: Tag) -> Bool {
        covers(repository) && (tags.isEmpty || tags.contains { $0.matches(tag.rawValue) })
    }

    /// Tells whether the rule covers any tag of a repository.
    public func covers(_ repository: RepositoryName) -> Bool {
        repositories.isEmpty || repositories.contains { $0.matches(repository.rawValue) }
    }
}
