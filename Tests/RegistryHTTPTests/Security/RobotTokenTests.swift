// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

extension SecurityTests {
    /// Tokens that act as a user, for robots.
    @Suite(.timeLimit(.minutes(20)))
    struct RobotTokens {
        private let image = Content.image()

        @Test(arguments: Setup.Face.allCases)
        func aTokenActsAsItsUser(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let robot = fixture.client.signed(as: "ci", password: try await fixture.robotToken(for: "ci"))
                try await robot.push(image, to: "ci/a", as: "1.0")
                #expect(try await robot.delete("/v2/ci/a/manifests/1.0").status == 403)
                #expect(try await robot.get("/v2/secret/tags/list").status == 403)
                let access = try await robot.token(for: "repository:ci/a:pull,push,delete", "repository:b:pull")
                #expect(try access.access() == ["repository:ci/a:pull,push"])
                try await fixture.client.bearing(access.text).expectManifest(image, in: "ci/a", as: "1.0")
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func aTokenIsNarrowedToRepositoriesAndRights(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                for name in ["team/a", "team/b", "other"] {
                    try await fixture.client.signed(as: "root").push(image, to: name, as: "1.0")
                }
                let token = try await fixture.robotToken(for: "root", repositories: ["team/*"], can: ["pull"])
                let robot = fixture.client.signed(as: "root", password: token)
                try await robot.expectManifest(image, in: "team/a", as: "1.0")
                #expect(try await robot.get("/v2/other/manifests/1.0").status == 403)
                #expect(try await robot.put(image, in: "team/a", as: "2.0").status == 403)
                #expect(try await robot.delete("/v2/team/a/manifests/1.0").status == 403)
                #expect(try await robot.get("/api/v1/tokens").status == 403)
                let access = try await robot.token(for: "repository:team/b:pull,push", "repository:other:pull")
                #expect(try access.access() == ["repository:team/b:pull"])
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func aTokenExpires(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let token = try await fixture.robotToken(for: "ci", expires: 3_600)
                let robot = fixture.client.signed(as: "ci", password: token)
                #expect(try await robot.get("/v2/").status == 200)
                fixture.clock.advance(by: .seconds(3_500))
                #expect(try await robot.get("/v2/").status == 200)
                fixture.clock.advance(by: .seconds(200))
                #expect(try await robot.get("/v2/").status == 401)
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func aRevokedTokenStopsAtOnce(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let root = fixture.client.signed(as: "root")
                let token = try await fixture.robotToken(for: "ci")
                let robot = fixture.client.signed(as: "ci", password: token)
                #expect(try await robot.get("/v2/").status == 200)
                let listing = try await root.get("/api/v1/tokens")
                #expect(!listing.text.contains(token))
                let id = try #require(try listing.json()["tokens"]?.array?.first?["id"]?.string)
                let fields: HTTPFields = [.contentType: "application/json"]
                #expect(try await root.delete("/api/v1/tokens/\(id)", fields).status == 200)
                #expect(try await robot.get("/v2/").status == 401)
                #expect(try await root.delete("/api/v1/tokens/unknown", fields).status == 404)
            }
        }

        @Test(arguments: [
            #"{}"#, #"{"name": "a b"}"#, #"{"name": "ci", "can": ["fly"]}"#, #"{"name": "ci", "can": "pull"}"#,
            #"{"name": "ci", "repositories": ["["]}"#, #"{"name": "ci", "expires": 0}"#,
            #"{"name": "ci", "expires": -1}"#, #"{"name": "ci", "expires": "1h"}"#,
        ])
        func aTokenThatMakesNoSenseIsNotMade(_ body: String) async throws {
            try await SecurityTests.run(.router) { fixture in
                let root = fixture.client.signed(as: "root")
                let fields: HTTPFields = [.contentType: "application/json"]
                let answer = try await root.post("/api/v1/tokens", fields, body: ByteBuffer(string: body))
                #expect(answer.status == 400)
                #expect(try await root.get("/api/v1/tokens").json()["tokens"] == .array([]))
            }
        }
    }
}

extension RegistryFixture {
    /// Makes a token as an administrator.
    func robotToken(
        for user: String,
        repositories: [String] = [],
        can rights: [String] = [],
        expires seconds: Int? = nil
    ) async throws -> String {
        func list(_ texts: [String]) -> String { "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }
        let lifetime = seconds.map { ", \"expires\": \($0)" } ?? ""
        let body = #"{"name": "\#(user)", "repositories": \#(list(repositories)), "can": \#(list(rights))\#(lifetime)}"#
        let answer = try await client.signed(as: "root").post(
            "/api/v1/tokens",
            [.contentType: "application/json"],
            body: ByteBuffer(string: body)
        )
        #expect(answer.status == 201)
        return try #require(try answer.json()["tokens"]?.array?.first?["secret"]?.string)
    }
}
