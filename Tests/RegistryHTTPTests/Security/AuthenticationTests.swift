// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

extension SecurityTests {
    @Suite(.timeLimit(.minutes(20)))
    struct Authentication {
        private static let realm = #"Bearer realm="http://localhost/api/v1/token",service="localhost""#
        private let image = Content.image()

        // MARK: Challenges

        /// What each request without credentials asks for.
        private static let challenges: [(HTTPRequest.Method, String, String?)] = [
            (.get, "/v2/", nil),
            (.get, "/v2/ci/a/manifests/1.0", "repository:ci/a:pull"),
            (.head, "/v2/ci/a/manifests/1.0", "repository:ci/a:pull"),
            (.get, "/v2/ci/a/blobs/\(Blob.missing())", "repository:ci/a:pull"),
            (.get, "/v2/ci/a/tags/list", "repository:ci/a:pull"),
            (.get, "/v2/ci/a/referrers/\(Blob.missing())", "repository:ci/a:pull"),
            (.get, "/v2/ci/a/_oci/tag-history/1.0", "repository:ci/a:pull"),
            (.post, "/v2/ci/a/blobs/uploads/", "repository:ci/a:pull,push"),
            (.put, "/v2/ci/a/manifests/1.0", "repository:ci/a:pull,push"),
            (.delete, "/v2/ci/a/manifests/1.0", "repository:ci/a:delete"),
            (.get, "/v2/_catalog", "registry:catalog:*"),
        ]

        @Test(arguments: Setup.Face.allCases)
        func oneBearerChallengeNamesTheScope(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                for (method, path, scope) in Self.challenges {
                    let answer = try await fixture.client.send(method, path)
                    #expect(answer.status == 401, "\(method) \(path)")
                    let expected = Self.realm + (scope.map { ",scope=\"\($0)\"" } ?? "")
                    #expect(answer.all("WWW-Authenticate") == [expected], "\(method) \(path)")
                    if method != .head { #expect(answer.code == "UNAUTHORIZED") }
                }
            }
        }

        /// Docker never sends its credentials unless this asks for them.
        @Test(arguments: Setup.Face.allCases)
        func thePingAsksEvenWhereAnonymousMayPull(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face, anonymous: true) { fixture in
                let answer = try await fixture.client.get("/v2/")
                #expect(answer.status == 401)
                #expect(answer["WWW-Authenticate"] == Self.realm)
                let token = try await fixture.client.token(for: "repository:public/a:pull")
                #expect(try await fixture.client.bearing(token.text).get("/v2/").status == 200)
            }
        }

        // MARK: Passwords

        @Test(arguments: Setup.Face.allCases)
        func preemptiveBasicIsAccepted(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let client = fixture.client.signed(as: "ci")
                #expect(try await client.get("/v2/").status == 200)
                try await client.push(image, to: "ci/a", as: "1.0")
                try await client.expectManifest(image, in: "ci/a", as: "1.0")
            }
        }

        @Test(arguments: [
            "Basic", "Basic ", "Basic !!!", "Basic \(Base64.encode("ci"))", "Bearer", "Bearer ", "Digest x", "ci",
            "Basic \(Base64.encode("ci:wrong"))", "Basic \(Base64.encode("nobody:ci-password"))",
            "Basic \(Base64.encode(":"))", "Basic \(Base64.encode("ci:"))", "Bearer x", "Bearer a.b.c",
            "Basic \(Base64.encode("ci:hft_0123456789ab_\(String(repeating: "0", count: 64))"))",
        ])
        func whatProvesNothingIsUnauthorized(_ credentials: String) async throws {
            try await SecurityTests.run(.router, anonymous: true) { fixture in
                for path in ["/v2/", "/v2/public/a/tags/list", "/api/v1/holds", "/api/v1/token"] {
                    let answer = try await fixture.client.get(path, [.authorization: credentials])
                    #expect(answer.status == 401)
                    #expect(answer.all("WWW-Authenticate").count == 1)
                }
            }
        }

        @Test func tokenIsNotExchangedForAToken() async throws {
            try await SecurityTests.run(.router) { fixture in
                let first = try await fixture.client.signed(as: "ann").get("/api/v1/token?service=localhost")
                let token = try #require(try first.json()["token"]?.string)
                let again = try await fixture.client.get("/api/v1/token", [.authorization: "Bearer \(token)"])
                #expect(again.status == 401)
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func guessingIsThrottled(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                var statuses: [Int] = []
                var last: Answer?
                for number in 0..<40 where statuses.last != 429 {
                    last = try await fixture.client.signed(as: "ci", password: "guess \(number)").get("/v2/")
                    statuses.append(last?.status ?? 0)
                }
                #expect(statuses.prefix(5).allSatisfy { $0 == 401 })
                #expect(statuses.last == 429)
                #expect(last?.code == "TOOMANYREQUESTS")
                #expect(Int(last?["Retry-After"] ?? "") ?? 0 >= 1)
            }
        }

        // MARK: The token flow

        @Test(arguments: Setup.Face.allCases)
        func aTokenGrantsWhatIsAskedForAndAllowed(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face, anonymous: true) { fixture in
                let everything = "repository:ci/a:pull,push,delete"
                for (user, scopes, granted) in [
                    ("ci", [everything], ["repository:ci/a:pull,push"]),
                    ("dev", [everything], ["repository:ci/a:pull,push,delete,read-held"]),
                    ("dev", ["repository:ci/a:*"], ["repository:ci/a:pull,push,delete,read-held"]),
                    ("ann", [everything], ["repository:ci/a:pull,delete,read-held"]),
                    ("eve", [everything], []),
                    ("ci", ["repository:ci/a:pull", "repository:b:pull"], ["repository:ci/a:pull"]),
                    (
                        "ci", ["repository:ci/a:push", "repository:ci/b:pull"],
                        ["repository:ci/a:push", "repository:ci/b:pull"]
                    ),
                    ("ci", ["nonsense", "repository::pull", "repository:A:pull", "a:b:c", ""], []),
                    ("ci", [], []),
                ] {
                    let client = fixture.client.signed(as: user)
                    let query = scopes.map { "scope=\($0)" }.joined(separator: "&")
                    let answer = try await client.get("/api/v1/token?service=localhost&account=\(user)&\(query)")
                    #expect(answer.status == 200)
                    let json = try answer.json()
                    let token = try WebToken(try #require(json["token"]?.string))
                    #expect(json["access_token"]?.string == token.text)
                    #expect(json["expires_in"]?.number ?? 0 >= 60)
                    #expect(json["issued_at"]?.string.flatMap { Timestamp($0) } != nil)
                    #expect(answer["Cache-Control"] == "no-store")
                    #expect(try token.access() == granted, "\(user) \(scopes)")
                    #expect(try token.claims()["sub"]?.string == user)
                }
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func theFormOfTheFlowTakesAPassword(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                func post(_ form: String) async throws -> Answer {
                    try await fixture.client.post(
                        "/api/v1/token",
                        [.contentType: "application/x-www-form-urlencoded"],
                        body: ByteBuffer(string: form)
                    )
                }
                let scope = "scope=repository%3Aci%2Fa%3Apull%2Cpush+repository%3Ab%3Apull"
                let answer = try await post("grant_type=password&username=ci&password=ci-password&service=x&\(scope)")
                #expect(answer.status == 200)
                let token = try WebToken(try #require(try answer.json()["access_token"]?.string))
                #expect(try token.access() == ["repository:ci/a:pull,push"])
                try await fixture.client.bearing(token.text).push(image, to: "ci/a", as: "1.0")

                let wrong = try await post("grant_type=password&username=ci&password=wrong&\(scope)")
                #expect(wrong.status == 401)
                let refresh = try await post("grant_type=refresh_token&refresh_token=x")
                #expect(refresh.status == 400)
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func anonymousGetsATokenForWhatIsOpen(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face, anonymous: true) { fixture in
                try await fixture.client.signed(as: "root").push(image, to: "public/a", as: "1.0")
                let token = try await fixture.client.token(for: "repository:public/a:pull,push", "repository:ci/a:pull")
                #expect(try token.access() == ["repository:public/a:pull"])
                #expect(try token.claims()["sub"]?.string == "")
                let client = fixture.client.bearing(token.text)
                try await client.expectManifest(image, in: "public/a", as: "1.0")
                try await fixture.client.expectManifest(image, in: "public/a", as: "1.0")
                #expect(try await client.put(image, in: "public/a", as: "2.0").status == 401)
                #expect(try await client.get("/v2/ci/a/tags/list").status == 401)
            }
        }

        /// A token made for less than its user may do is not the last word: the client is told what to ask for.
        @Test(arguments: Setup.Face.allCases)
        func aTokenTooNarrowIsAskedToGrow(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let client = fixture.client.signed(as: "ci")
                try await client.push(image, to: "ci/a", as: "1.0")
                let narrow = fixture.client.bearing(try await client.token(for: "repository:ci/a:pull").text)
                try await narrow.expectManifest(image, in: "ci/a", as: "1.0")
                let push = try await narrow.put(image, in: "ci/a", as: "2.0")
                #expect(push.status == 401)
                #expect(push["WWW-Authenticate"] == #"\#(Self.realm),scope="repository:ci/a:pull,push""#)
                let other = try await narrow.get("/v2/ci/b/tags/list")
                #expect(other.status == 401)

                // What the user lacks, no token gives.
                let delete = try await narrow.delete("/v2/ci/a/manifests/1.0")
                #expect(delete.status == 403)
                #expect(delete.code == "DENIED")
                #expect(try await narrow.get("/v2/b/tags/list").status == 403)
            }
        }

        // MARK: Tokens that are not ours

        @Test(arguments: Setup.Face.allCases)
        func aTokenThatWasChangedIsRefused(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let token = try await fixture.client.signed(as: "ci").token(for: "repository:ci/a:pull")
                let claims = String(decoding: try #require(Base64.decodeURL(token.payload)), as: UTF8.self)
                let more = Base64.encodeURL(claims.replacing("[\"pull\"]", with: "[\"pull\",\"push\"]"))
                #expect(more != token.payload)
                let none = ["none", "None", "NONE"].map { Base64.encodeURL(#"{"alg":"\#($0)","typ":"JWT"}"#) }
                let asymmetric = Base64.encodeURL(#"{"alg":"RS256","typ":"JWT"}"#)
                let first = token.signature.hasPrefix("A") ? "B" : "A"
                let forged =
                    [
                        WebToken(header: token.header, payload: more, signature: token.signature),
                        WebToken(header: token.header, payload: token.payload, signature: ""),
                        WebToken(
                            header: token.header,
                            payload: token.payload,
                            signature: first + token.signature.dropFirst()
                        ),
                        WebToken(header: asymmetric, payload: token.payload, signature: token.signature),
                    ]
                    + none.flatMap { header in
                        ["", token.signature].map { WebToken(header: header, payload: token.payload, signature: $0) }
                    }
                for token in forged {
                    let answer = try await fixture.client.bearing(token.text).get("/v2/ci/a/tags/list")
                    #expect(answer.status == 401, "\(token.text)")
                    #expect(answer.all("WWW-Authenticate").count == 1)
                }
                #expect(try await fixture.client.bearing(token.text).get("/v2/ci/a/tags/list").status == 404)
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func aTokenOfThePastIsRefused(_ face: Setup.Face) async throws {
            var home = try SecurityTests.home(face)
            home.clock = TestClock(Timestamp(microseconds: 1_500_000_000_000_000))
            try await RegistryFixture.run(home) { fixture in
                let token = try await fixture.client.signed(as: "ci").token(for: "repository:ci/a:pull")
                let answer = try await fixture.client.bearing(token.text).get("/v2/ci/a/tags/list")
                #expect(answer.status == 401)
                #expect(answer["WWW-Authenticate"].contains(#"scope="repository:ci/a:pull""#))
            }
        }
    }
}
