// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

/// What comes from images, users and other sites stays text, and what is shown comes from the registry alone.
extension BrowserTests {
    /// The pages that show the example, by path.
    private func paths() async throws -> [String] {
        let hold = try await registry.hold(of: "library/debian:12")
        let tags = try await registry.send(.get, "/api/v1/holds/\(hold)", as: "ann").text
        let digests = tags.split(separator: "\"").filter { $0.hasPrefix("sha256:") }
        let image = "/r/library/debian/-/images/\(digests.first ?? "")"
        return [
            "/", "/?q=team", "/r/team/tool", "/r/team/tool/-/tags/2.1.19", "/holds", "/holds?state=all",
            "/holds/\(hold)", image, "\(image)/files", "\(image)/files/etc", "\(image)/files/etc/passwd",
            "/graph?ref=library/debian:12", "/affected?ref=library/debian:12",
        ]
    }

    @Test func asksNobodyElseAndComplainsOfNothing() async throws {
        let page = try await page(of: "ann")
        for path in try await paths() {
            try await page.open(path)
            #expect(try await page.status == 200, "\(path)")
            #expect(try await page.count("main h1") == 1, "\(path)")
        }
        #expect(page.journal.requests.filter { !$0.hasPrefix(registry.url + "/") } == [])
        #expect(page.journal.complaints == [])
    }

    @Test func saysInItsOwnLayoutThatThereIsNothing() async throws {
        let page = try await page(of: "ann")
        for path in ["/r/no/such", "/r/team/tool/-/tags/none", "/holds/4711", "/holds/none", "/no/page"] {
            try await page.open(path)
            #expect(try await page.status == 404, "\(path)")
            #expect(try await page.count("main h1") == 1, "\(path)")
            #expect(try await page.exists("nav a[href='/holds']"), "\(path)")
        }
    }

    @Test func showsHostileNamesAsText() async throws {
        let first = HostileImage(edition: "1")
        let second = HostileImage(edition: "2")
        #expect(try await first.push(to: registry, "hostile/image", tag: "1.0", as: "bob") == 201)
        #expect(try await second.push(to: registry, "hostile/image", tag: "1.0", as: "bob") == 409)
        try await registry.waitForComparisons()
        let hold = try await registry.hold(of: "hostile/image:1.0")

        let page = try await page(of: "ann")
        try await page.open("/holds/\(hold)")
        let text = try await page.text("main")
        #expect(text.contains(HostileImage.picture))
        try await expectHarmless(page)
        try await page.keepPicture("hold-hostile")

        try await page.type(HostileImage.script, into: "#reason")
        try await page.follow("button[name=decision][value=reject]")
        #expect(try await page.text("main").contains(HostileImage.script))
        try await expectHarmless(page)

        let image = "/r/hostile/image/-/images/\(first.digest)"
        for path in [
            "/r/hostile/image", "/r/hostile/image/-/tags/1.0", "/holds?state=all", image, "\(image)/files",
            "\(image)/files/opt", "\(image)/files/usr/bin", "\(image)/files/etc/motd",
            "/?q=%3Cscript%3Edocument.title%3D1%3C/script%3E", "/login?next=javascript:document.title=1",
        ] {
            try await page.open(path)
            #expect(try await page.status == 200, "\(path)")
            try await expectHarmless(page)
        }
        #expect(try await page.count("a[href^=javascript]") == 0)
        #expect(page.journal.requests.filter { !$0.hasPrefix(registry.url + "/") } == [])
    }

    /// No script of the image has run, no element of it is in the page, and nothing was even tried.
    private func expectHarmless(_ page: Page) async throws {
        let path = try await page.path
        #expect(try await page.evaluate("document.title").text?.contains("canary is dead") == false, "\(path)")
        #expect(
            try await page.count("main script, main img, [onerror], [onload], a[href^='javascript']") == 0,
            "\(path)"
        )
        #expect(page.journal.complaints == [], "\(path)")
    }
}
