// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@Suite(.timeLimit(.minutes(5)))
struct FrontPageTests {
    @Test(arguments: Setup.Face.allCases)
    func listsRepositoriesToBrowsers(_ face: Setup.Face) async throws {
        try await RegistryFixture.run(Setup(face: face, rules: .standard)) { fixture in
            var browser = Browser(fixture.client)
            #expect(try await browser.get("/").text.contains("Nothing was pushed yet"))
            try await fixture.client.push(.image(), to: "team/app", as: "1.0")
            try await fixture.client.push(.image(2), to: "other", as: "1.0")
            let page = try await browser.get("/")
            #expect(page.status == 200)
            #expect(page["Content-Type"] == "text/html; charset=utf-8")
            #expect(page.text.contains(#"<a href="/r/team/app">team/<wbr>app</a>"#))
            let found = try await browser.get("/?q=APP")
            #expect(found.text.contains("/r/team/app"))
            #expect(!found.text.contains("/r/other"))
            #expect(try await browser.get("/?q=%3Cb%3E").text.contains("“&lt;b&gt;”"))
        }
    }

    @Test
    func isTextForPrograms() async throws {
        try await RegistryFixture.run(.router) { fixture in
            let answer = try await fixture.client.get("/")
            #expect(answer["Content-Type"] == "text/plain; charset=utf-8")
            #expect(answer["Content-Security-Policy"].contains("sandbox"))
        }
    }
}
