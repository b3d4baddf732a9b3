// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import Testing

/// What browsers are told about pages, and what they ask for in other ways.
@Suite(.timeLimit(.minutes(10)))
struct PageHeaderTests {
    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"

    @Test(arguments: Setup.Face.allCases)
    func pagesMayLoadOnlyOurOwn(_ face: Setup.Face) async throws {
        try await RegistryFixture.run(Setup(face: face, rules: .standard)) { fixture in
            try await fixture.client.push(.image(), to: "a", as: "1.0")
            var browser = Browser(fixture.client)
            for path in ["/", "/r/a", "/r/a/-/tags/1.0", "/holds", "/r/none", "/nothing", "/assets/style.css"] {
                let answer = try await browser.get(path)
                #expect(answer["Content-Security-Policy"] == Self.policy)
                #expect(answer["X-Content-Type-Options"] == "nosniff")
                #expect(answer["Referrer-Policy"] == "same-origin")
                #expect(answer["Cross-Origin-Opener-Policy"] == "same-origin")
                guard path != "/assets/style.css" else { continue }
                #expect(answer["Cache-Control"] == "no-store")
                #expect(!answer.text.contains("style="))
                #expect(!answer.text.contains("<style"))
                #expect(!answer.text.contains("<script>"))
            }
        }
    }

    @Test
    func storedBytesKeepTheirSandbox() async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await fixture.client.push(.image(), to: "a", as: "1.0")
            for path in ["/v2/a/manifests/1.0", "/api/v1/repositories", "/healthz"] {
                let answer = try await fixture.client.sendAsIs(.get, path, [.accept: "text/html"], body: nil)
                #expect(answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox")
            }
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func headIsGetWithoutTheBody(_ face: Setup.Face) async throws {
        try await RegistryFixture.run(Setup(face: face, rules: .standard)) { fixture in
            for path in ["/", "/holds", "/nothing", "/assets/holdfast.js"] {
                let get = try await fixture.client.sendAsIs(.get, path, [.accept: "text/html"], body: nil)
                let head = try await fixture.client.sendAsIs(.head, path, [.accept: "text/html"], body: nil)
                #expect(head.status == get.status)
                #expect(head.body.readableBytes == 0)
                #expect(head["Content-Length"] == String(get.body.readableBytes))
            }
        }
    }

    @Test
    func assetsAreKeptForEverUnderTheirVersion() async throws {
        try await RegistryFixture.run(.router) { fixture in
            var browser = Browser(fixture.client)
            let page = try await browser.get("/").text
            for (name, type) in [
                ("style.css", "text/css"), ("holdfast.js", "text/javascript"), ("icon.svg", "image/svg+xml"),
            ] {
                let version = try #require(page.value(after: "/assets/\(name)?v="))
                let named = try await browser.get("/assets/\(name)?v=\(version)")
                #expect(named.status == 200)
                #expect(named["Content-Type"].hasPrefix(type))
                #expect(named["Cache-Control"] == "public, max-age=31536000, immutable")
                let plain = try await browser.get("/assets/\(name)?v=old")
                #expect(plain["Cache-Control"] == "no-cache")
                #expect(plain["ETag"] == "\"\(version)\"")
                #expect(try await browser.get("/assets/\(name)", [.ifNoneMatch: plain["ETag"]]).status == 304)
            }
            #expect(try await browser.get("/assets/none.css").status == 404)
        }
    }

    @Test(arguments: ["evil.example", "evil.example:5000"])
    func withoutUsersOtherHostsGetNoPages(_ host: String) async throws {
        try await RegistryFixture.run(.live) { fixture in
            try await fixture.client.push(.image(), to: "secret", as: "1.0")
            let answer = try await fixture.client.sendAsIs(
                .get,
                "/",
                [.accept: "text/html"],
                body: nil,
                authority: host
            )
            #expect(answer.status == 421)
            #expect(!answer.text.contains("secret"))
        }
    }
}
