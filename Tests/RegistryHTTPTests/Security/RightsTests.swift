// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

extension SecurityTests {
    /// Rights by user and repository.
    @Suite(.timeLimit(.minutes(20)))
    struct Rights {
        private let image = Content.image()

        struct Row: Sendable, CustomStringConvertible {
            /// Nil for somebody not signed in.
            let user: String?
            let repository: String
            let pull: Int
            let push: Int
            let delete: Int

            var description: String { "\(user ?? "anonymous") in \(repository)" }
        }

        private static let rows = [
            Row(user: "ci", repository: "ci/a", pull: 200, push: 201, delete: 403),
            Row(user: "ci", repository: "ci/a/b", pull: 200, push: 201, delete: 403),
            Row(user: "ci", repository: "ci", pull: 403, push: 403, delete: 403),
            Row(user: "ci", repository: "cia", pull: 403, push: 403, delete: 403),
            Row(user: "ci", repository: "public/a", pull: 200, push: 403, delete: 403),
            Row(user: "dev", repository: "ci/a", pull: 200, push: 201, delete: 202),
            Row(user: "ann", repository: "ci/a", pull: 200, push: 403, delete: 202),
            Row(user: "eve", repository: "public/a", pull: 200, push: 403, delete: 403),
            Row(user: "eve", repository: "ci/a", pull: 403, push: 403, delete: 403),
            Row(user: nil, repository: "public/a", pull: 200, push: 401, delete: 401),
            Row(user: nil, repository: "ci/a", pull: 401, push: 401, delete: 401),
        ]

        @Test(arguments: Setup.Face.allCases, rows)
        func aUserMayDoWhatTheFirstEntrySays(_ face: Setup.Face, _ row: Row) async throws {
            try await SecurityTests.run(face, anonymous: true) { fixture in
                try await fixture.client.signed(as: "root").push(image, to: row.repository, as: "1.0")
                let client = row.user.map { fixture.client.signed(as: $0) } ?? fixture.client
                let base = "/v2/\(row.repository)"
                for path in [
                    "manifests/1.0", "manifests/\(image.digest)", "blobs/\(image.blobs[1].digest)", "tags/list",
                    "referrers/\(image.digest)", "_oci/tag-history/1.0", "_holdfast/log/checkpoint",
                    "_holdfast/log/key", "_holdfast/log/tile/0/000.p/1", "_holdfast/log/tile/entries/000.p/1",
                    "_holdfast/tags/1.0/proof",
                ] {
                    let answer = try await client.get("\(base)/\(path)")
                    #expect(answer.status == row.pull, "\(path)")
                    if row.pull != 200 { #expect(!answer.text.contains("layers")) }
                }
                #expect(try await client.put(image, in: row.repository, as: "2.0").status == row.push)
                let upload = try await client.post("\(base)/blobs/uploads/")
                #expect(upload.status == (row.push == 201 ? 202 : row.push))
                #expect(try await client.delete("\(base)/manifests/1.0").status == row.delete)
                let tags = try await fixture.client.signed(as: "root").tags(of: row.repository)
                #expect(tags == (row.delete == 202 ? [] : ["1.0"]) + (row.push == 201 ? ["2.0"] : []))
            }
        }

        /// Judged before anything else is said: nobody learns what is there, or sends a body for nothing.
        @Test(arguments: Setup.Face.allCases)
        func whoMayNotLearnsNothing(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                try await fixture.client.signed(as: "root").push(image, to: "secret", as: "1.0")
                let eve = fixture.client.signed(as: "eve")
                for path in ["manifests/1.0", "manifests/none", "tags/list", "blobs/\(Blob.missing())"] {
                    let existing = try await eve.get("/v2/secret/\(path)")
                    let missing = try await eve.get("/v2/nothing/\(path)")
                    #expect(existing.status == 403)
                    #expect(existing.text.replacing("secret", with: "nothing") == missing.text)
                }
                #expect(try await eve.put("/v2/secret/manifests/1.0", body: ByteBuffer(string: "x")).status == 403)
                #expect(try await eve.get("/v2/_catalog").json()["repositories"] == .array([]))
                #expect(try await eve.get("/api/v1/repositories").json()["repositories"] == .array([]))
                #expect(try await fixture.client.get("/v2/_catalog").status == 401)
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func theCatalogShowsWhatMayBePulled(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face, anonymous: true) { fixture in
                let root = fixture.client.signed(as: "root")
                for name in ["ci/a", "public/a", "secret"] { try await root.push(image, to: name, as: "1.0") }
                for (user, names) in [
                    ("root", ["ci/a", "public/a", "secret"]), ("ci", ["ci/a", "public/a"]), ("eve", ["public/a"]),
                ] {
                    let answer = try await fixture.client.signed(as: user).get("/v2/_catalog")
                    #expect(try answer.json()["repositories"]?.texts == names)
                }
                #expect(try await fixture.client.get("/v2/_catalog").json()["repositories"]?.texts == ["public/a"])
            }
        }

        // MARK: Mounts

        @Test(arguments: Setup.Face.allCases)
        func aMountNeedsTheRightToPullFromTheSource(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let blob = Blob("a secret")
                try await fixture.client.signed(as: "root").push(blob, to: "secret")
                let ci = fixture.client.signed(as: "ci")
                for query in ["?mount=\(blob.digest)&from=secret", "?mount=\(blob.digest)"] {
                    let answer = try await ci.post("/v2/ci/a/blobs/uploads/\(query)")
                    #expect(answer.status == 202)
                    try await ci.expectNoBlob(blob.digest, in: "ci/a")
                }
                let dev = try await fixture.client.signed(as: "dev").post(
                    "/v2/ci/a/blobs/uploads/?mount=\(blob.digest)&from=secret"
                )
                #expect(dev.status == 201)
                try await ci.expectBlob(blob, in: "ci/a")
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func aMountByTokenNeedsBothScopes(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let blob = Blob("shared")
                let dev = fixture.client.signed(as: "dev")
                try await dev.push(blob, to: "team/base")
                let path = "/v2/team/app/blobs/uploads/?mount=\(blob.digest)&from=team/base"
                let one = try await dev.token(for: "repository:team/app:pull,push")
                #expect(try await fixture.client.bearing(one.text).post(path).status == 202)
                let both = try await dev.token(for: "repository:team/app:pull,push", "repository:team/base:pull")
                #expect(try await fixture.client.bearing(both.text).post(path).status == 201)
            }
        }

        // MARK: Administration

        @Test(arguments: Setup.Face.allCases)
        func administrationIsForAdministrators(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                for client in [fixture.client, fixture.client.signed(as: "dev"), fixture.client.signed(as: "eve")] {
                    for (method, path) in [
                        (HTTPRequest.Method.get, "users"), (.post, "users"), (.delete, "users/ci"), (.get, "tokens"),
                        (.post, "tokens"), (.delete, "tokens/x"), (.post, "gc"), (.post, "scrub"), (.post, "backup"),
                    ] {
                        let answer = try await client.send(
                            method,
                            "/api/v1/\(path)",
                            [.contentType: "application/json"],
                            body: method == .post ? ByteBuffer(string: "{}") : nil
                        )
                        #expect([401, 403].contains(answer.status), "\(method) \(path)")
                    }
                }
                let root = fixture.client.signed(as: "root")
                let users = try await root.get("/api/v1/users").json()["users"]?.array
                #expect(users?.compactMap { $0["name"]?.string } == ["ci", "dev", "ann", "root", "eve"])
                #expect(!(try await root.get("/api/v1/users")).text.contains("$2"))
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func usersComeAndGoAtOnce(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let root = fixture.client.signed(as: "root")
                func put(_ body: String) async throws -> Answer {
                    let fields: HTTPFields = [.contentType: "application/json"]
                    return try await root.post("/api/v1/users", fields, body: ByteBuffer(string: body))
                }
                let added = try await put(#"{"name": "new", "password": "one"}"#)
                #expect(added.status == 200)
                #expect(try await put(#"{"name": "new", "password": "one"}"#).status == 409)
                #expect(try await fixture.client.signed(as: "new", password: "one").get("/v2/").status == 200)
                #expect(try await put(#"{"name": "new", "password": "two", "mode": "passwd"}"#).status == 200)
                #expect(try await fixture.client.signed(as: "new", password: "two").get("/v2/").status == 200)
                #expect(try await fixture.client.signed(as: "new", password: "one").get("/v2/").status == 401)
                let fields: HTTPFields = [.contentType: "application/json"]
                #expect(try await root.delete("/api/v1/users/new", fields).status == 200)
                #expect(try await fixture.client.signed(as: "new", password: "two").get("/v2/").status == 401)
                for name in ["", "a b", "a:b", "a/b", "../x", "a\\n"] {
                    #expect(try await put(#"{"name": "\#(name)", "password": "x"}"#).status == 400)
                }
            }
        }
    }
}
