// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import Registry
import Testing

/// The pages of repositories, tags and holds.
@Suite(.timeLimit(.minutes(10)))
struct RepositoryPageTests {
    @Test(arguments: Setup.Face.allCases)
    func aRepositoryShowsItsTags(_ face: Setup.Face) async throws {
        try await RegistryFixture.run(Setup(face: face, rules: .standard)) { fixture in
            let image = Content.image()
            let index = Content.index([image, .image(2)])
            try await fixture.client.push(image, to: "team/app", as: "1.0")
            try await fixture.client.push(index, to: "team/app", as: "all")
            try await fixture.client.prepare(.image(3), in: "team/app")
            #expect(try await fixture.client.put(.image(3), in: "team/app", as: "1.0").status == 409)
            var browser = Browser(fixture.client)
            let page = try await browser.get("/r/team/app").text
            #expect(page.contains(#"<a href="/r/team/app/-/tags/1.0">1.0</a>"#))
            #expect(page.contains(#"<a href="/holds/1" class="state open">hold 1</a>"#))
            #expect(page.contains(image.digest.rawValue))
            #expect(page.contains(image.digest.short))
            #expect(page.contains("changes are held"))
            let found = try await browser.get("/r/team/app?q=AL").text
            #expect(found.contains("/tags/all"))
            #expect(!found.contains("/tags/1.0"))
        }
    }

    @Test
    func manyTagsComeInPages() async throws {
        try await RegistryFixture.run(.router) { fixture in
            let image = Content.image()
            try await fixture.client.push(image, to: "a", as: "t-000")
            for number in 1...150 {
                let tag = "t-" + String(String(number + 1_000).dropFirst())
                #expect(try await fixture.client.put(image, in: "a", as: tag).status == 201)
            }
            var browser = Browser(fixture.client)
            let first = try await browser.get("/r/a").text
            #expect(first.contains("/tags/t-099\""))
            #expect(!first.contains("/tags/t-100\""))
            let next = try #require(first.value(after: #"class="pages"><a href=""#))
            let second = try await browser.get(next).text
            #expect(second.contains("/tags/t-100\""))
            #expect(second.contains("/tags/t-150\""))
            #expect(second.contains("First page"))
            #expect(!second.contains("Next page"))
        }
    }

    @Test
    func signersTagsAreLeftOutUntilAskedFor() async throws {
        try await RegistryFixture.run(.router) { fixture in
            let image = Content.image()
            try await fixture.client.push(image, to: "a", as: "1.0")
            let companion = "sha256-\(image.digest.hex).sig"
            try await fixture.client.push(.artifact(), to: "a", as: companion)
            var browser = Browser(fixture.client)
            let page = try await browser.get("/r/a").text
            #expect(!page.contains("/tags/\(companion)"))
            #expect(try await browser.get("/r/a?companions=1").text.contains("/tags/\(companion)"))
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func aTagShowsWhatItMeansAndMeant(_ face: Setup.Face) async throws {
        try await RegistryFixture.run(Setup(face: face, rules: .standard)) { fixture in
            let (old, new) = (Content.image(), Content.image(2))
            try await fixture.client.push(old, to: "team/app", as: "1.0")
            try await fixture.client.prepare(new, in: "team/app")
            _ = try await fixture.client.put(new, in: "team/app", as: "1.0")
            var browser = Browser(fixture.client)
            let held = try await browser.get("/r/team/app/-/tags/1.0").text
            #expect(held.contains("docker pull localhost/team/app@\(old.digest)"))
            #expect(held.contains("FROM localhost/team/app:1.0@\(old.digest)"))
            #expect(held.contains("A change waits"))
            #expect(held.contains("A push of other content waits until someone approves it."))
            _ = try await fixture.registry.approve(1, reason: "<i>fine</i>", by: .system)
            let moved = try await browser.get("/r/team/app/-/tags/1.0").text
            #expect(moved.contains("docker pull localhost/team/app@\(new.digest)"))
            #expect(!moved.contains("A change waits"))
            #expect(moved.contains("“<bdi>&lt;i&gt;fine&lt;/i&gt;"))
        }
    }

    @Test
    func aLongHistoryComesInPages() async throws {
        try await RegistryFixture.run(.router, rules: Setup.Rules.allowingChange.set) { fixture in
            let images = [Content.image(), .image(2)]
            for image in images { try await fixture.client.prepare(image, in: "a") }
            for number in 0..<60 {
                #expect(try await fixture.client.put(images[number % 2], in: "a", as: "x").status == 201)
            }
            var browser = Browser(fixture.client)
            let first = try await browser.get("/r/a/-/tags/x").text
            #expect(first.contains("<bdi>anonymous</bdi></strong> moved it to"))
            #expect(!first.contains(" set it to "))
            let next = try #require(first.value(after: #"class="pages"><a href=""#))
            #expect(try await browser.get(next).text.contains(" set it to "))
        }
    }

    @Test
    func aDeletedTagSaysSo() async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await fixture.client.push(.image(), to: "a", as: "1.0")
            #expect(try await fixture.client.delete("/v2/a/manifests/1.0").status == 202)
            var browser = Browser(fixture.client)
            let page = try await browser.get("/r/a/-/tags/1.0")
            #expect(page.status == 200)
            #expect(page.text.contains("The tag was deleted by anonymous."))
            #expect(!page.text.contains("docker pull"))
        }
    }

    @Test(arguments: [
        "/r/none", "/r/NONE", "/r/a/-/tags/none", "/r/a/-/tags/.x", "/r/a/-/images/sha256:1", "/holds/99", "/holds/x",
        "/r/a/-/x/y", "/r/%3Cscript%3E", "/nothing/%3Cscript%3E",
    ])
    func whatIsNotThereIsSaidInAPage(_ path: String) async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await fixture.client.push(.image(), to: "a", as: "1.0")
            var browser = Browser(fixture.client)
            let answer = try await browser.get(path)
            #expect(answer.status == 404)
            #expect(answer["Content-Type"] == "text/html; charset=utf-8")
            #expect(answer.text.contains("<h1>Not found</h1>"))
            #expect(!answer.text.contains("<script>"))
        }
    }

    @Test
    func holdsAreListed() async throws {
        try await SecurityTests.run(.router) { fixture in
            let dev = fixture.client.signed(as: "dev")
            try await dev.push(.image(), to: "ci/app", as: "1.0")
            try await dev.prepare(.image(2), in: "ci/app")
            _ = try await dev.put(.image(2), in: "ci/app", as: "1.0")
            var ann = Browser(fixture.client)
            _ = try await ann.signIn(as: "ann")
            let page = try await ann.get("/holds").text
            #expect(page.contains(#"<a href="/holds/1">ci/<wbr>app:1.0</a>"#))
            #expect(page.contains(#"<span class="count">1<span class="unseen"> open</span></span>"#))
            var eve = Browser(fixture.client)
            _ = try await eve.signIn(as: "eve")
            let nothing = try await eve.get("/holds").text
            #expect(nothing.contains("Nothing waits for a decision."))
            #expect(!nothing.contains("ci/"))
            #expect(!nothing.contains(#"class="count""#))
            _ = try await fixture.registry.reject(1, reason: nil, by: .system)
            #expect(try await ann.get("/holds").text.contains("Nothing waits"))
            #expect(try await ann.get("/holds?state=all").text.contains(#"<span class="state bad">rejected</span>"#))
        }
    }

    @Test
    func whoMayNotSeeARepositoryIsTold() async throws {
        try await SecurityTests.run(.router, anonymous: true) { fixture in
            let dev = fixture.client.signed(as: "dev")
            try await dev.push(.image(), to: "ci/app", as: "1.0")
            try await dev.push(.image(), to: "public/app", as: "1.0")
            var anybody = Browser(fixture.client)
            #expect(try await anybody.get("/r/public/app").status == 200)
            let front = try await anybody.get("/").text
            #expect(front.contains("/r/public/app"))
            #expect(!front.contains("/r/ci/app"))
            for path in ["/r/ci/app", "/r/ci/none", "/r/ci/app/-/tags/1.0", "/holds/1"] {
                #expect(try await anybody.get(path).location.hasPrefix("/login?next=%2F"))
            }
            var eve = Browser(fixture.client)
            _ = try await eve.signIn(as: "eve")
            for path in ["/r/ci/app", "/r/ci/none", "/r/ci/app/-/tags/1.0"] {
                let answer = try await eve.get(path)
                #expect(answer.status == 403)
                #expect(answer.text.contains("eve lacks the right to pull in ci/"))
            }
        }
    }
}
