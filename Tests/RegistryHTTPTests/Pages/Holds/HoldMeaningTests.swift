// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Storage
import Testing

@testable import Registry

/// What the page of a hold says of the tag before, now and after.
@Suite(.timeLimit(.minutes(5)))
struct HoldMeaningTests {
    private static let base = Content.files([[.init(path: "a")]])
    private static let app = Content.files([[.init(path: "a")], [.init(path: "b")]])

    /// Holds the push of a new tag.
    private static func holdFirst(_ content: Content, _ fixture: RegistryFixture) async throws {
        try await fixture.client.prepare(content, in: "team/app")
        #expect(try await fixture.client.put(content, in: "team/app", as: "1.0").status == 409)
    }

    /// Holds new tags in one place alone.
    private static func holdingNewTags() throws -> RuleSet {
        RuleSet([Rule(name: "new tags", repositories: [try Glob("team/**")], create: .hold)])
    }

    @Test func aDeletedTagIsSaidToBeDeleted() async throws {
        try await RegistryFixture.run(.router) { fixture in
            let (old, new) = (Content.image(1), Content.image(2))
            try await fixture.client.push(old, to: "team/app", as: "1.0")
            #expect(try await fixture.client.delete("/v2/team/app/manifests/1.0").status == 202)
            try await Self.holdFirst(new, fixture)
            var browser = Browser(fixture.client)
            let page = try await browser.get("/holds/1").text
            #expect(page.contains("<dt>Means now</dt><dd>deleted; it last meant <code"))
            #expect(page.contains(old.digest.rawValue))
            #expect(page.contains("is built on what the tag last meant"))
            #expect(!page.contains("what the tag means now"))
        }
    }

    @Test func aTagThatMovedSinceIsSaidToHaveMoved() async throws {
        try await HoldScene.run { scene in
            let other = Content.image(3)
            try await scene.fixture.client.signed(as: "ci").push(other, to: HoldScene.repository, as: "other")
            let record = try #require(try await scene.fixture.metadata.read { try $0.hold(1) })
            try await scene.fixture.metadata.write { store in
                _ = try store.append(
                    .moved,
                    of: record.tag,
                    in: record.repository,
                    digest: other.digest,
                    previous: record.from,
                    actor: "ci",
                    reason: nil,
                    hold: nil,
                    at: record.offeredAt
                )
            }
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1").text
            #expect(page.contains(#"<dt>Means now</dt><dd><code class="digest" data-copy="digest">\#(other.digest)"#))
            #expect(page.contains("the tag moved since, so this cannot be approved"))
            #expect(page.contains("is built on what the tag meant when this was held"))
        }
    }

    @Test func aReopenedHoldSaysWhoPushedItAndThatItWasReopened() async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            var ann = try await scene.browser(of: "ann")
            #expect(try await !ann.get("/holds/1").text.contains("reopened"))
            try await ann.post("/holds/1/decision", HoldScene.decision("reject"))
            try await ann.get("/holds/1")
            #expect(try await ann.post("/holds/1/decision", HoldScene.decision("reopen")).status == 303)
            let page = try await ann.get("/holds/1").text
            #expect(page.contains("; reopened <time"))
            #expect(page.contains("<bdi>ci</bdi>"))
            #expect(try await ann.get("/holds").text.contains(" · reopened <time"))
        }
    }

    @Test func aRejectedHoldMentionsNowOnlyWhatChangedSince() async throws {
        try await HoldScene.run { scene in
            var ann = try await scene.browser(of: "ann")
            try await ann.get("/holds/1?wait=no")
            #expect(try await ann.post("/holds/1/decision", HoldScene.decision("reject")).status == 303)
            #expect(try await !ann.get("/holds/1").text.contains("Means now"))
            try await scene.fixture.registry.deleteManifest(
                .tag(try Tag("1.0")),
                in: try RepositoryName(HoldScene.repository),
                precondition: .none,
                by: .system
            )
            #expect(try await ann.get("/holds/1").text.contains("nothing: the tag is deleted"))
        }
    }

    @Test func imagesBuiltOnWhatANewTagOffersAreNamed() async throws {
        try await RegistryFixture.run(.router, rules: try Self.holdingNewTags()) { fixture in
            try await fixture.client.push(Self.app, to: "apps/one", as: "1.0")
            try await Self.holdFirst(Self.base, fixture)
            var browser = Browser(fixture.client)
            let page = try await browser.get("/holds/1").text
            #expect(page.contains("nothing: the tag is new"))
            #expect(page.contains("1 image is built on what is offered."))
            #expect(page.contains("apps/<wbr>one:1.0"))
            #expect(!page.contains("takes the new base"))
        }
    }

    @Test func aNewTagWithoutAnyoneBuiltOnItSaysSo() async throws {
        try await RegistryFixture.run(.router, rules: try Self.holdingNewTags()) { fixture in
            try await Self.holdFirst(Self.base, fixture)
            var browser = Browser(fixture.client)
            #expect(
                try await browser.get("/holds/1").text.contains(
                    "No image in this registry is built on what is offered."
                )
            )
        }
    }

    @Test func aFirstPushThatCannotBeReadIsNotCalledAComparison() async throws {
        try await RegistryFixture.run(.router, rules: try Self.holdingNewTags()) { fixture in
            let report = Content.artifact()
            try await Self.holdFirst(report, fixture)
            let failed = ComparisonRecord(
                subject: .init(from: nil, to: report.digest),
                format: ContentComparison.format,
                madeAt: fixture.clock.now(),
                failure: "it is no image",
                summary: [],
                document: []
            )
            try await fixture.metadata.write { try $0.putComparison(failed) }
            var browser = Browser(fixture.client)
            let page = try await browser.get("/holds/1").text
            #expect(page.contains("What is offered could not be looked into"))
            #expect(!page.contains("compared"))
            #expect(page.contains(#"aria-label="Open what is offered">Open</a>"#))
            #expect(try await browser.get("/holds").text.contains("Could not be looked into: it is no image"))
        }
    }
}
