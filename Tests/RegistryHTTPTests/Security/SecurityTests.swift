// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Testing

/// Who may do what, and who finds out.
@Suite(.timeLimit(.minutes(20)))
struct SecurityTests {
    /// A registry with users, for every kind of them.
    ///
    /// - ci pushes and pulls below ci/
    /// - dev pulls, pushes and deletes everywhere, and approves
    /// - ann approves and deletes, everywhere
    /// - root may do everything
    /// - eve is signed in and may do nothing but pull below public/
    /// - anonymous pulls below public/, when asked for
    static func home(_ face: Setup.Face, anonymous: Bool = false) throws -> Home {
        var entries = [
            AccessEntry(subject: .users(["ci"]), repositories: [try Glob("ci/**")], can: [.pull, .push]),
            AccessEntry(subject: .users(["dev"]), can: [.pull, .push, .delete, .approve]),
            AccessEntry(subject: .users(["ann"]), can: [.pull, .delete, .approve]),
            AccessEntry(subject: .users(["root"]), can: Set(Right.allCases)),
            AccessEntry(subject: .users(["eve"]), repositories: [try Glob("public/**")], can: [.pull]),
        ]
        if anonymous {
            entries.append(AccessEntry(subject: .everyone, repositories: [try Glob("public/**")], can: [.pull]))
        }
        return Home(
            setup: Setup(face: face, rules: .standard),
            approvals: .distinct,
            users: ["ci", "dev", "ann", "root", "eve"],
            access: AccessPolicy(entries: entries),
            clock: .ofTheMachine()
        )
    }

    static func run(
        _ face: Setup.Face,
        anonymous: Bool = false,
        _ body: @escaping @Sendable (RegistryFixture) async throws -> Void
    ) async throws {
        try await RegistryFixture.run(try home(face, anonymous: anonymous), body)
    }
}
