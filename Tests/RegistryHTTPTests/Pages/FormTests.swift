// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import Testing

/// Forms that were not sent from a page of ours change nothing.
@Suite(.timeLimit(.minutes(10)))
struct FormTests {
    private static let form: KeyValuePairs = ["user": "ann", "password": "ann-password", "next": "/"]

    @Test
    func signingInNeedsTheTokenOfThisBrowser() async throws {
        try await SecurityTests.run(.router) { fixture in
            var other = Browser(fixture.client)
            try await other.get("/login")
            let foreign = try #require(other.token)
            for token in ["x", foreign, String(repeating: "0", count: 64), String(repeating: "a", count: 10_000)] {
                var browser = Browser(fixture.client)
                try await browser.get("/login")
                let answer = try await browser.post("/login", Self.form, token: token)
                #expect(answer.status == 403)
                #expect(answer.text.contains("nothing was changed"))
                #expect(try await browser.get("/").location == "/login")
            }
        }
    }

    @Test
    func aMissingTokenOrCookieIsRefused() async throws {
        try await SecurityTests.run(.router) { fixture in
            var browser = Browser(fixture.client)
            try await browser.get("/login")
            let token = try #require(browser.token)
            #expect(try await browser.post("/login", Self.form, token: "").status == 403)
            browser.take([:])
            #expect(try await browser.post("/login", Self.form, token: token).status == 403)
            browser.take(["holdfast-session": "x"])
            #expect(try await browser.post("/login", Self.form, token: token).status == 403)
        }
    }

    @Test
    func aTokenFromBeforeSigningInIsNoneAfterwards() async throws {
        try await SecurityTests.run(.router) { fixture in
            var browser = Browser(fixture.client)
            try await browser.get("/login")
            let early = try #require(browser.token)
            _ = try await browser.signIn(as: "ann")
            try await browser.get("/")
            #expect(browser.token != early)
            #expect(try await browser.post("/logout", [:], token: early).status == 403)
            #expect(try await browser.get("/").status == 200)
        }
    }

    @Test(
        arguments: [
            [.siteOfFetch: "cross-site"], [.siteOfFetch: "same-site"], [.origin: "https://evil.example"],
            [.origin: "null"],
        ] as [HTTPFields]
    )
    func otherSitesAreRefused(_ fields: HTTPFields) async throws {
        try await SecurityTests.run(.router) { fixture in
            var browser = Browser(fixture.client)
            try await browser.get("/login")
            let answer = try await browser.post("/login", Self.form, fields)
            #expect(answer.status == 403)
            #expect(answer.text.contains("another site"))
        }
    }

    @Test(arguments: ["", "text/plain", "multipart/form-data; boundary=x", "application/json"])
    func otherBodiesAreNoForms(_ type: String) async throws {
        try await SecurityTests.run(.router) { fixture in
            var browser = Browser(fixture.client)
            try await browser.get("/login")
            let token = try #require(browser.token)
            let cookie = browser.cookies.map { "\($0.key)=\($0.value)" }.joined()
            var fields: HTTPFields = [.accept: "text/html", .cookie: cookie]
            if !type.isEmpty { fields[.contentType] = type }
            let body = ByteBuffer(string: "user=ann&password=ann-password&csrf=\(token)")
            let answer = try await fixture.client.sendAsIs(.post, "/login", fields, body: body)
            #expect(answer.status == 415)
        }
    }

    @Test
    func aLargeFormIsRefused() async throws {
        try await SecurityTests.run(.live) { fixture in
            var browser = Browser(fixture.client)
            try await browser.get("/login")
            let answer = try await browser.post("/login", ["user": String(repeating: "a", count: 70_000)])
            #expect(answer.status == 413)
        }
    }

    @Test(arguments: ["/", "/holds", "/r/a", "/graph", "/assets/style.css", "/nothing"])
    func pagesAreNotSentTo(_ path: String) async throws {
        try await RegistryFixture.run(.router) { fixture in
            var browser = Browser(fixture.client)
            let answer = try await browser.post(path, [:])
            #expect([404, 405].contains(answer.status))
        }
    }

    @Test
    func whatOnlyTakesFormsShowsNothing() async throws {
        try await RegistryFixture.run(.router) { fixture in
            var browser = Browser(fixture.client)
            let answer = try await browser.get("/logout")
            #expect(answer.status == 405)
        }
    }
}
