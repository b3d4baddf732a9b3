// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@Suite(.timeLimit(.minutes(5)))
struct GraphPageTests {
    private static let base = Content.files([[.init(path: "a")]])
    private static let app = Content.files([[.init(path: "a")], [.init(path: "b")]])
    private static let other = Content.files([[.init(path: "z")]])

    private static func push(_ client: RegistryClient) async throws {
        try await client.push(base, to: "library/debian", as: "12")
        try await client.push(app, to: "team/app", as: "1.0")
        try await client.push(other, to: "team/other", as: "1.0")
    }

    @Test func drawsWhatIsBuiltOnWhat() async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await Self.push(fixture.client)
            var browser = Browser(fixture.client)
            let page = try await browser.get("/graph?ref=library/debian:12")
            #expect(page.status == 200)
            #expect(page.text.contains(#"<svg class="image-graph"#))
            #expect(page.text.split(separator: "<rect ").count == 3)
            #expect(page.text.contains(#"<path class="edge" d="M"#))
            #expect(
                page.text.contains(
                    #"<g class="image chosen"><a href="/r/library/debian/-/images/\#(Self.base.digest)""#
                )
            )
            #expect(page.text.contains(#"<g class="image"><a href="/r/team/app/-/images/\#(Self.app.digest)""#))
            #expect(page.text.contains(#"<ul class="chain"><li>"#))
            #expect(page.text.contains("the image asked for"))
            #expect(!page.text.contains("team/other"))
            #expect(!page.text.contains("style="))
            let all = try await browser.get("/graph")
            #expect(all.text.contains("/r/team/other/-/images/\(Self.other.digest)"))
        }
    }

    @Test func manyImagesAreListedAndNotDrawn() async throws {
        try await RegistryFixture.run(.router) { fixture in
            for number in 0...300 {
                let image = Content.files([[.init(path: "f", text: "\(number)")]])
                try await fixture.client.push(image, to: "team/app", as: "v\(number)")
            }
            var browser = Browser(fixture.client)
            let page = try await browser.get("/graph")
            #expect(page.text.contains("301 images are too many for a drawing"))
            #expect(!page.text.contains("image-graph"))
            #expect(page.text.contains("team/app:v300"))
        }
    }

    @Test(arguments: [
        ("%3Cscript%3E", 400), ("team/app:none", 404), ("none", 404), ("a:b:c", 400), ("", 200), ("%20%20", 200),
    ])
    func oddReferencesGetAnAnswer(reference: String, status: Int) async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await Self.push(fixture.client)
            var browser = Browser(fixture.client)
            let graph = try await browser.get("/graph?ref=\(reference)")
            #expect(graph.status == status)
            #expect(!graph.text.contains("<script>"))
            let affected = try await browser.get("/affected?ref=\(reference)")
            #expect(affected.status == status)
            #expect(!affected.text.contains("<script>"))
        }
    }

    @Test func listsWhoIsAffectedAndWhoWas() async throws {
        try await RegistryFixture.run(Setup(face: .router, rules: .allowingChange)) { fixture in
            try await Self.push(fixture.client)
            try await fixture.client.push(Self.other, to: "team/app", as: "1.0")
            var browser = Browser(fixture.client)
            let now = try await browser.get("/affected?ref=library/debian:12")
            #expect(now.text.contains("Nothing is built on it"))
            let ever = try await browser.get("/affected?ref=library/debian:12&ever=1")
            #expect(ever.text.contains(#"<a href="/r/team/app/-/tags/1.0">team/<wbr>app:1.0</a>"#))
            #expect(ever.text.contains("no longer"))
            #expect(ever.text.contains("by its layers"))
        }
    }

    @Test func anEmptyRegistryHasAnEmptyGraph() async throws {
        try await RegistryFixture.run(.router) { fixture in
            var browser = Browser(fixture.client)
            let graph = try await browser.get("/graph")
            #expect(graph.text.contains("There are no images yet"))
            let affected = try await browser.get("/affected")
            #expect(affected.text.contains("Name an image"))
        }
    }

    @Test func theImagesOfAnIndexUnderOneTagAreToldApart() async throws {
        try await RegistryFixture.run(.router) { fixture in
            let apps = ["b", "c"].map { Content.files([[.init(path: "a")], [.init(path: $0)]]) }
            try await fixture.client.push(Self.base, to: "library/debian", as: "12")
            try await fixture.client.push(Content.index(apps), to: "team/app", as: "1.0")
            let next = Content.image(7)
            try await fixture.client.prepare(next, in: "library/debian")
            #expect(try await fixture.client.put(next, in: "library/debian", as: "12").status == 409)
            var browser = Browser(fixture.client)
            let affected = try await browser.get("/affected?ref=library/debian:12").text
            #expect(affected.contains(">1 name</p>"))
            let hold = try await browser.get("/holds/1").text
            #expect(hold.contains("2 images are built on what the tag means now."))
            for app in apps {
                #expect(affected.contains(">\(app.digest.short)</code>"))
                #expect(hold.contains(">\(app.digest.short)</code>"))
            }
        }
    }

    @Test func anImageIsCalledByItsTagBeforeItsDigest() async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await fixture.client.push(Self.base, to: "aside/copy")
            try await fixture.client.push(Self.base, to: "library/debian", as: "12")
            var browser = Browser(fixture.client)
            let page = try await browser.get("/graph").text
            #expect(page.contains("library/debian:12, aside/copy@\(Self.base.digest.short)"))
            #expect(page.contains("/r/library/debian/-/images/\(Self.base.digest)"))
            #expect(!page.contains("/r/aside/copy/-/images"))
        }
    }

    @Test(arguments: ["/graph", "/affected", "/graph?ref=ci/app", "/affected?ref=ci/app:1.0"])
    func whoMustSignInIsLedThere(_ path: String) async throws {
        try await SecurityTests.run(.router) { fixture in
            var nobody = Browser(fixture.client)
            let answer = try await nobody.get(path)
            #expect(answer.status == 303)
            #expect(answer.location.hasPrefix("/login?next=%2F"))
        }
    }
}
