// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ConfigurationReader {
    /// The entries of `access`; nil when the section is not there.
    mutating func access(_ node: YAMLNode?) -> [AccessEntry]? {
        guard let node else { return nil }
        let elements = list(node, "access", example: "- {users: [\"ann\"], can: [pull, push]}") ?? []
        return elements.compactMap { entry($0) }
    }

    private mutating func entry(_ node: YAMLNode) -> AccessEntry? {
        let known = ["users", "anonymous", "repositories", "can"]
        guard let fields = fields(of: node, in: "an access entry", known: known) else { return nil }
        let repositories = globs(
            fields["repositories"],
            "repositories",
            over: .repository,
            example: "[\"team/**\"]"
        )
        let rights = rights(fields["can"], of: node)
        guard let subject = subject(fields, of: node) else { return nil }
        return AccessEntry(subject: subject, repositories: repositories, can: rights)
    }

    private mutating func subject(_ fields: [String: YAMLNode], of node: YAMLNode) -> AccessEntry.Subject? {
        let anonymous = flag(fields["anonymous"], "anonymous")
        switch (anonymous, fields["users"]) {
        case (true?, nil):
            return .everyone
        case (true?, let users?):
            fail(users, "\"anonymous: true\" matches everyone, so \"users\" beside it has no meaning; make two entries")
        case (_, let users?):
            return .users((list(users, "users", example: "[\"ann\"]") ?? []).compactMap { userName($0) })
        case (_, nil):
            // A flag that is no flag has been told already.
            guard fields["anonymous"] == nil || anonymous != nil else { return nil }
            fail(node, "an access entry lacks \"users: [NAME]\", or \"anonymous: true\" for everyone")
        }
        return nil
    }

    private mutating func userName(_ node: YAMLNode) -> String? {
        guard let name = text(node, "users") else { return nil }
        guard UserName.isValid(name) else {
            let advice =
                name == "*"
                ? "write \"anonymous: true\" for everyone"
                : "it is 1 to \(UserName.maximumLength) letters, digits and . _ - @"
            fail(node, "\(Shown(name)) is not a user name: \(advice)")
            return nil
        }
        return name
    }

    private mutating func rights(_ node: YAMLNode?, of entry: YAMLNode) -> Set<Right> {
        guard let node else {
            fail(entry, "an access entry lacks \"can\", such as can: [pull, push]; can: [] gives nothing")
            return []
        }
        // Giving nothing is a thing to say: it ends the search for whom it matches.
        if case .list(let elements) = node.content, elements.isEmpty { return [] }
        return choices(node, "can", example: "[pull, push]") ?? []
    }
}
