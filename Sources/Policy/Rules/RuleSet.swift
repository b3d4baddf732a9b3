// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Rules in their order, of which the first that matches decides.
public struct RuleSet: Hashable, Sendable {
    /// The rules as written.
    public let rules: [Rule]

    /// Creates a set of rules.
    public init(_ rules: [Rule]) {
        self.rules = rules
    }

    /// Finds the rule that decides about a tag: the first that matches, else ``Rule/standard``.
    ///
    /// Tags that signers derive from a digest carry the signatures, and so can never be required to have some.
    public func rule(for repository: RepositoryName, tag: Tag) -> Rule {
        guard var rule = rules.first(where: { $0.matches(repository, tag) }) else { return .standard }
        if !rule.require.isEmpty || rule.pull == .signed, CompanionTag(tag) != nil {
            rule.require = []
            rule.pull = .any
        }
        return rule
    }

    /// Finds what is kept of a repository's untagged content.
    ///
    /// The first rule decides that covers the repository and has a `keep`; nil keeps everything.
    public func retention(for repository: RepositoryName) -> Retention? {
        rules.first { $0.keep != nil && $0.covers(repository) }?.keep
    }
}
