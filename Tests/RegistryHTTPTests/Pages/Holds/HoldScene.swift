// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Storage
import Testing

@testable import Registry

/// A registry in which hold 1 waits: ci offered another content for a tag.
///
/// - ci pushes and pulls
/// - dev pushes, pulls and approves
/// - ann approves and pulls
/// - eve and those who have not signed in pull
struct HoldScene: Sendable {
    static let repository = "team/app"
    static let old = Content.image(1)
    static let new = Content.image(2)

    let fixture: RegistryFixture

    static func run(
        pushedBy user: String = "ci",
        _ body: @escaping @Sendable (HoldScene) async throws -> Void
    ) async throws {
        var home = Home(setup: .router)
        home.approvals = .distinct
        home.users = ["ci", "dev", "ann", "eve"]
        home.access = AccessPolicy(entries: [
            AccessEntry(subject: .users(["ci"]), can: [.pull, .push]),
            AccessEntry(subject: .users(["dev"]), can: [.pull, .push, .approve]),
            AccessEntry(subject: .users(["ann"]), can: [.pull, .approve]),
            AccessEntry(subject: .everyone, can: [.pull]),
        ])
        try await RegistryFixture.run(home) { fixture in
            let pusher = fixture.client.signed(as: user)
            try await pusher.push(old, to: repository, as: "1.0")
            try await pusher.prepare(new, in: repository)
            #expect(try await pusher.put(new, in: repository, as: "1.0").status == 409)
            try await body(HoldScene(fixture: fixture))
        }
    }

    /// A browser in which somebody is signed in.
    func browser(of user: String? = nil) async throws -> Browser {
        var browser = Browser(fixture.client)
        if let user { #expect(try await browser.signIn(as: user).status == 303) }
        return browser
    }

    /// Stores what a comparison of the two came to.
    func compared(_ summary: String = DiffSample.summary, _ document: String = DiffSample.small) async throws {
        try await store(failure: nil, summary, document)
    }

    /// Stores that the two cannot be compared.
    func failed(_ reason: String) async throws {
        try await store(failure: reason, "", "")
    }

    private func store(failure: String?, _ summary: String, _ document: String) async throws {
        let record = ComparisonRecord(
            subject: .init(from: Self.old.digest, to: Self.new.digest),
            format: ContentComparison.format,
            madeAt: fixture.clock.now(),
            failure: failure,
            summary: Array(summary.utf8),
            document: Array(document.utf8)
        )
        try await fixture.metadata.write { try $0.putComparison(record) }
    }

    /// The form of the page, filled in.
    static func decision(
        _ verb: String,
        reason: String = "",
        offered: Digest = new.digest,
        current: Digest = old.digest
    )
        -> KeyValuePairs<String, String>
    {
        ["decision": verb, "reason": reason, "digest": offered.rawValue, "current": current.rawValue]
    }
}
