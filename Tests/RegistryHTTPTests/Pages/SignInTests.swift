// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import Testing

/// Signing in with a browser, and what the session is good for.
@Suite(.timeLimit(.minutes(10)))
struct SignInTests {
    @Test(arguments: Setup.Face.allCases)
    func aUserSignsInSeesPagesAndSignsOut(_ face: Setup.Face) async throws {
        try await SecurityTests.run(face) { fixture in
            var browser = Browser(fixture.client)
            #expect(try await browser.get("/").location == "/login")
            #expect(try await browser.get("/r/a?q=x").location == "/login?next=%2Fr%2Fa%3Fq%3Dx")
            let answer = try await browser.signIn(as: "ann", next: "/r/a?q=x")
            #expect(answer.status == 303)
            #expect(answer.location == "/r/a?q=x")
            let front = try await browser.get("/")
            #expect(front.status == 200)
            #expect(front.text.contains(#"<span class="user">ann</span>"#))
            #expect(try await browser.get("/login?next=/holds").location == "/holds")
            let session = browser.cookies
            #expect(try await browser.post("/logout", [:]).location == "/")
            #expect(browser.session == nil)
            browser.take(session)
            #expect(try await browser.get("/").location == "/login")
        }
    }

    @Test
    func theCookieIsNewAndForThisSiteAlone() async throws {
        try await SecurityTests.run(.router) { fixture in
            var browser = Browser(fixture.client)
            let form = try await browser.get("/login")
            let before = browser.session
            #expect(form["Set-Cookie"].hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
            let answer = try await browser.signIn(as: "ann")
            #expect(answer["Set-Cookie"].hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
            #expect(browser.session?.utf8.count == 64)
            #expect(browser.session != before)
        }
    }

    @Test(arguments: [("ann", "wrong"), ("ann", ""), ("nobody", "ann-password"), ("", ""), ("<b>", "x")])
    func wrongNamesAndPasswordsDoNot(_ user: String, _ password: String) async throws {
        try await SecurityTests.run(.router) { fixture in
            var browser = Browser(fixture.client)
            let answer = try await browser.signIn(as: user, password: password, next: "/holds")
            #expect(answer.status == 403)
            #expect(answer.text.contains("The user name or password is wrong."))
            #expect(answer.text.contains(#"name="next" value="/holds""#))
            #expect(!answer.text.contains("<b>"))
            #expect(try await browser.get("/").location == "/login")
        }
    }

    @Test
    func guessersHaveToWait() async throws {
        try await SecurityTests.run(.router) { fixture in
            var browser = Browser(fixture.client)
            var statuses: Set<Int> = []
            for _ in 0..<12 { statuses.insert(try await browser.signIn(as: "ann", password: "guess").status) }
            #expect(statuses == [403, 429])
            let answer = try await browser.signIn(as: "ann")
            #expect(answer.status == 429)
            #expect(answer.has("Retry-After"))
            #expect(answer.text.contains("Too many failed attempts"))
        }
    }

    @Test
    func aRobotsTokenIsNoPassword() async throws {
        try await SecurityTests.run(.router) { fixture in
            let root = fixture.client.signed(as: "root")
            let made = try await root.post(
                "/api/v1/tokens",
                [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"name": "robot", "can": ["pull"]}"#)
            )
            let token = try #require(try made.json()["tokens"]?.array?.first?["secret"]?.string)
            #expect(try await fixture.client.signed(as: "root", password: token).get("/v2/").status == 200)
            var browser = Browser(fixture.client)
            #expect(try await browser.signIn(as: "root", password: token).status == 403)
            #expect(try await browser.signIn(as: "robot", password: token).status == 403)
        }
    }

    @Test(arguments: [
        "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/login?next=/login", "evil",
        "",
    ])
    func nobodyIsLedAwayBySigningIn(_ next: String) async throws {
        try await SecurityTests.run(.router) { fixture in
            var browser = Browser(fixture.client)
            let answer = try await browser.signIn(as: "ann", next: next)
            #expect(answer.location == "/")
        }
    }

    @Test
    func aSessionEndsWithoutUse() async throws {
        try await SecurityTests.run(.router) { fixture in
            var browser = Browser(fixture.client)
            _ = try await browser.signIn(as: "ann")
            fixture.clock.advance(by: .seconds(7 * 3_600))
            #expect(try await browser.get("/").status == 200)
            fixture.clock.advance(by: .seconds(8 * 3_600))
            #expect(try await browser.get("/").location == "/login")
        }
    }

    @Test
    func aSessionEndsWithTheUser() async throws {
        try await SecurityTests.run(.router) { fixture in
            let root = fixture.client.signed(as: "root")
            var ann = Browser(fixture.client)
            _ = try await ann.signIn(as: "ann")
            let changed = try await root.post(
                "/api/v1/users",
                [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"name": "ann", "password": "another-password", "mode": "passwd"}"#)
            )
            #expect(changed.status < 300, "\(changed.text)")
            #expect(try await ann.get("/").location == "/login")
            _ = try await ann.signIn(as: "ann", password: "another-password")
            #expect(try await ann.get("/").status == 200)
            #expect(try await root.send(.delete, "/api/v1/users/ann", [.contentType: "application/json"]).status < 300)
            #expect(try await ann.get("/").location == "/login")
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func theCookieOpensNoAPI(_ face: Setup.Face) async throws {
        try await SecurityTests.run(face) { fixture in
            try await fixture.client.signed(as: "root").push(.image(), to: "a", as: "1.0")
            var browser = Browser(fixture.client)
            _ = try await browser.signIn(as: "root")
            for path in ["/v2/", "/v2/a/manifests/1.0", "/api/v1/holds?ref=a", "/api/v1/users"] {
                let answer = try await browser.send(.get, cookies: browser.cookies, path, [:])
                #expect([401, 403].contains(answer.status), "\(path) answered \(answer.status)")
            }
            #expect(try await browser.get("/r/a").status == 200)
        }
    }

    @Test
    func otherCredentialsOpenNoPages() async throws {
        try await SecurityTests.run(.router) { fixture in
            let answer = try await fixture.client.signed(as: "root").sendAsIs(
                .get,
                "/r/a",
                [.accept: "text/html", .authorization: "Basic " + Base64.encode("root:root-password")],
                body: nil
            )
            #expect(answer.location == "/login?next=%2Fr%2Fa")
        }
    }

    @Test
    func withoutUsersNobodySignsIn() async throws {
        try await RegistryFixture.run(.router) { fixture in
            var browser = Browser(fixture.client)
            let front = try await browser.get("/")
            #expect(front.status == 200)
            #expect(!front.has("Set-Cookie"))
            #expect(!front.text.contains("Sign in"))
            #expect(try await browser.get("/login").location == "/")
        }
    }
}
