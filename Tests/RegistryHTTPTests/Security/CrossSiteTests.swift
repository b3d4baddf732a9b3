// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import Testing

extension SecurityTests {
    /// Web pages of other sites, in the browser of someone who can reach the registry.
    @Suite(.timeLimit(.minutes(20)))
    struct CrossSite {
        private let image = Content.image()

        @Test(arguments: [
            "evil.example", "evil.example:5000", "192.168.1.5", "localhost.evil.example", "127.0.0.1.evil.example",
        ])
        func withoutUsersOtherHostsAreNotAnswered(_ host: String) async throws {
            try await RegistryFixture.run(.live) { fixture in
                try await fixture.client.push(image, to: "a", as: "1.0")
                for path in ["/v2/", "/v2/a/manifests/1.0", "/v2/_catalog", "/api/v1/holds", "/", "/metrics"] {
                    let answer = try await fixture.client.send(.get, path, authority: host)
                    #expect(answer.status == 421)
                    #expect(!answer.text.contains(image.digest.rawValue))
                }
                let delete = try await fixture.client.send(.delete, "/v2/a/manifests/1.0", authority: host)
                #expect(delete.status == 421)
                try await fixture.client.expectManifest(image, in: "a", as: "1.0")
            }
        }

        @Test(arguments: [
            "localhost", "LOCALHOST:5000", "127.0.0.1", "127.0.0.1:80", "127.1.2.3", "[::1]", "[::1]:5000",
        ])
        func withoutUsersLoopbackNamesAreAnswered(_ host: String) async throws {
            try await RegistryFixture.run(.live) { fixture in
                let answer = try await fixture.client.send(.get, "/v2/", authority: host)
                #expect(answer.status == 200)
            }
        }

        @Test
        func withUsersEveryHostIsAnswered() async throws {
            try await SecurityTests.run(.live) { fixture in
                let client = fixture.client.signed(as: "dev")
                let answer = try await client.send(.get, "/v2/", authority: "registry.example")
                #expect(answer.status == 200)
            }
        }

        /// What a browser says of a request that another site made.
        private static let marks: [HTTPFields] = [
            [.origin: "https://evil.example"], [.origin: "null"], [.origin: "http://localhost.evil.example"],
            [.origin: "http://localhost:8080"], [.fetchSite: "cross-site"], [.fetchSite: "same-site"],
            [.origin: "http://localhost", .fetchSite: "cross-site"],
        ]

        @Test(arguments: [Setup.router, .live], marks)
        func otherSitesChangeNothing(_ setup: Setup, _ mark: HTTPFields) async throws {
            try await RegistryFixture.run(setup) { fixture in
                try await expectNoChange(fixture, fixture.client, mark)
            }
        }

        @Test(arguments: Setup.Face.allCases, marks)
        func otherSitesChangeNothingWithUsersEither(_ face: Setup.Face, _ mark: HTTPFields) async throws {
            try await SecurityTests.run(face) { fixture in
                try await expectNoChange(fixture, fixture.client.signed(as: "root"), mark)
            }
        }

        private func expectNoChange(
            _ fixture: RegistryFixture,
            _ client: RegistryClient,
            _ mark: HTTPFields
        ) async throws {
            try await client.push(image, to: "a", as: "1.0")
            try await client.prepare(.image(2), in: "a")
            #expect(try await client.put(.image(2), in: "a", as: "1.0").status == 409)
            let blob = Blob("x")
            let location = try await client.startUpload(in: "a")
            var json = mark
            json[.contentType] = "application/json"
            let body = ByteBuffer(string: "{}")
            for answer in [
                try await client.put(image, in: "a", as: "2.0", mark),
                try await client.delete("/v2/a/manifests/1.0", mark),
                try await client.delete("/v2/a/blobs/\(image.blobs[0].digest)", mark),
                try await client.post("/v2/a/blobs/uploads/", mark),
                try await client.post("/v2/a/blobs/uploads/?digest=\(blob.digest)", mark, body: blob.bytes),
                try await client.patch(location, mark, body: blob.bytes),
                try await client.put("\(location)?digest=\(blob.digest)", mark, body: blob.bytes),
                try await client.delete(location, mark),
                try await client.post("/api/v1/holds/1/approve", json, body: body),
                try await client.post("/api/v1/holds/1/reject", json, body: body),
                try await client.post("/api/v1/gc", json, body: body),
                try await client.post("/api/v1/scrub", json, body: body),
                try await client.post("/api/v1/tokens", json, body: ByteBuffer(string: #"{"name": "x"}"#)),
                try await client.send(.delete, "/api/v1/tokens/x", json),
            ] {
                #expect(answer.status == 403)
                #expect(answer.code == "DENIED")
                #expect(!answer.has("Access-Control-Allow-Origin"))
            }
            try await client.expectManifest(image, in: "a", as: "1.0")
            #expect(try await client.tags(of: "a") == ["1.0"])
            #expect(try await client.get(location)["Range"] == "0-0")
            #expect(try await client.holds().compactMap { $0["state"]?.string } == ["open"])
            try await client.expectNoBlob(blob.digest, in: "a")
            // Reading is harmless: the browser shows the answer to no other site.
            #expect(try await client.send(.get, "/v2/a/tags/list", mark).status == 200)
        }

        @Test(arguments: [Setup.router, .live])
        func theRegistrysOwnPagesMayChangeThings(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                for mark: HTTPFields in [
                    [.origin: "http://localhost", .fetchSite: "same-origin"], [.fetchSite: "none"], [:],
                ] {
                    let answer = try await fixture.client.post("/v2/a/blobs/uploads/", mark)
                    #expect(answer.status == 202)
                }
            }
        }

        /// A plain form of another site can send no JSON.
        @Test(
            arguments: [Setup.router, .live],
            ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"]
        )
        func managementCallsNeedJSON(_ setup: Setup, _ type: String) async throws {
            try await RegistryFixture.run(setup) { fixture in
                try await fixture.client.push(image, to: "a", as: "1.0")
                try await fixture.client.prepare(.image(2), in: "a")
                _ = try await fixture.client.put(.image(2), in: "a", as: "1.0")
                for path in ["holds/1/approve", "holds/1/reject", "gc", "scrub", "tokens", "backup"] {
                    let fields: HTTPFields = type.isEmpty ? [:] : [.contentType: type]
                    let answer = try await fixture.client.post(
                        "/api/v1/\(path)",
                        fields,
                        body: ByteBuffer(string: #"{"name": "x"}"#)
                    )
                    #expect(answer.status == 415)
                }
                try await fixture.client.expectManifest(image, in: "a", as: "1.0")
                #expect(try await fixture.client.holds().compactMap { $0["state"]?.string } == ["open"])
            }
        }

        @Test(arguments: [Setup.router, .live])
        func bodiesOfManagementCallsAreJudged(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                for body in [
                    "x", "[]", "{", #"{"dryRun": 1}"#, #"{"a": 1, "a": 2}"#, String(repeating: "[", count: 9_999),
                ] {
                    let answer = try await fixture.client.post(
                        "/api/v1/gc",
                        [.contentType: "application/json; charset=utf-8"],
                        body: ByteBuffer(string: body)
                    )
                    #expect(answer.status == 400, "\(body.prefix(20))")
                }
                let large = ByteBuffer(string: String(repeating: " ", count: (1 << 20) + 1))
                let answer = try await fixture.client.post(
                    "/api/v1/gc",
                    [.contentType: "application/json"],
                    body: large
                )
                #expect(answer.status == 413)
            }
        }
    }
}

extension HTTPField.Name {
    fileprivate static var fetchSite: HTTPField.Name { HTTPField.Name("Sec-Fetch-Site") ?? .origin }
}
