// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Registry
import Storage
import Testing

/// What a registry must refuse: each with a clear error, and nothing stored.
@Suite(.timeLimit(.minutes(20)))
struct BadInputTests {
    static let faces = [Setup.router, .live]

    @Test(arguments: faces, BadManifest.all)
    func aManifestThatIsNoneIsRefused(_ setup: Setup, _ manifest: BadManifest) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let image = Content.image()
            try await fixture.client.prepare(image, in: "a")
            let stored = try await fixture.blobs.blobs().count
            let content = Content(bytes: manifest.bytes(image), mediaType: manifest.type)
            for reference in ["1.0", content.digest.rawValue, content.digest(.sha512).rawValue] {
                let answer = try await fixture.client.put(content, in: "a", as: reference)
                #expect(answer.status == 400)
                #expect(answer.code == "MANIFEST_INVALID")
                #expect(answer.message.contains(manifest.says), "\(answer.message)")
                try await fixture.client.expectNoManifest(in: "a", as: reference)
            }
            #expect(try await fixture.blobs.blobs().count == stored)
            #expect(try await fixture.client.tags(of: "a") == [])
        }
    }

    @Test(arguments: faces)
    func aManifestThatPointsToNothingIsRefused(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let image = Content.image()
            try await fixture.client.push(image.blobs[0], to: "a")
            for (content, missing) in [
                (image, image.blobs[1].digest), (.index([image]), image.digest), (.dockerList([image]), image.digest),
            ] {
                let answer = try await fixture.client.put(content, in: "a", as: "1.0")
                #expect(answer.status == 404)
                #expect(answer.code == "MANIFEST_BLOB_UNKNOWN")
                #expect(answer.message.contains(missing.rawValue))
                try await fixture.client.expectNoManifest(in: "a", as: "1.0")
                try await fixture.client.expectNoManifest(in: "a", as: content.digest.rawValue)
            }
            // What another repository has does not count.
            try await fixture.client.push(image, to: "b")
            #expect(try await fixture.client.put(image, in: "a", as: "1.0").code == "MANIFEST_BLOB_UNKNOWN")
        }
    }

    /// Names outside the grammar, as they stand in a path.
    private static let names = [
        "..", "../..", "a/../b", ".", "a/.", "%2e%2e", "%2e%2e/etc", "..%2f..%2fetc", "a%2Fb", "a%00b", "a%0ab", "%",
        "a%2", "a%zz", "A", "a//b", "/a", "a/", "-a", "a-", "a___b", "a..b", "_a", "a:b", "a@b", "a%20b", "%c3%a4",
        "%ff", "etc%5cpasswd", String(repeating: "a", count: 256), String(repeating: "a/", count: 200) + "a",
    ]

    @Test(arguments: faces)
    func aNameOutsideTheGrammarIsRefused(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let client = fixture.client
            let blob = Blob("x")
            for name in Self.names {
                for answer in [
                    try await client.post("/v2/\(name)/blobs/uploads/?digest=\(blob.digest)", body: blob.bytes),
                    try await client.post("/v2/\(name)/blobs/uploads/"),
                    try await client.put(.index([]), in: name, as: "1.0"),
                    try await client.get("/v2/\(name)/manifests/1.0"),
                    try await client.get("/v2/\(name)/tags/list"),
                    try await client.get("/v2/\(name)/blobs/\(blob.digest)"),
                    try await client.delete("/v2/\(name)/manifests/1.0"),
                ] {
                    #expect([400, 404].contains(answer.status), "\(name)")
                    if answer.status == 400 { #expect(answer.code == "NAME_INVALID", "\(name)") }
                }
            }
            #expect(try await client.get("/v2/_catalog").json()["repositories"] == .array([]))
            #expect(try await fixture.blobs.blobs().isEmpty)
            #expect(try await fixture.blobs.openUploads() == 0)
        }
    }

    /// The longest name there may be works; one letter more does not.
    @Test(arguments: faces)
    func namesAreBounded(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let longest = String(repeating: "abcd/", count: 50) + "abcde"
            try await fixture.client.push(.image(), to: longest, as: "1.0")
            try await fixture.client.expectManifest(.image(), in: longest, as: "1.0")
            let answer = try await fixture.client.post("/v2/\(longest)f/blobs/uploads/")
            #expect(answer.status == 400)
            #expect(answer.code == "NAME_INVALID")
        }
    }

    /// What is not an upload, as it stands in a path.
    @Test(
        arguments: faces,
        [
            "0123456789abcdef0123456789abcdef", "x", "..", "%2e%2e", "..%2f..%2fmetadata",
            "0123456789ABCDEF0123456789abcdef",
        ]
    )
    func anUploadNobodyStartedIsNotFound(_ setup: Setup, _ id: String) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let path = "/v2/a/blobs/uploads/\(id)"
            let blob = Blob("x")
            for answer in [
                try await fixture.client.get(path),
                try await fixture.client.patch(path, body: blob.bytes),
                try await fixture.client.put("\(path)?digest=\(blob.digest)", body: blob.bytes),
                try await fixture.client.delete(path),
            ] {
                #expect(answer.status == 404)
            }
            #expect(try await fixture.blobs.blobs().isEmpty)
        }
    }

    private static let digests = [
        "latest", "sha256:", "sha256:../../etc/passwd", "sha256:..%2f..%2fetc%2fpasswd",
        "sha256:" + String(repeating: "A", count: 64), "sha256:" + String(repeating: "a", count: 65), "sha1:00",
        "sha256%3a" + String(repeating: "z", count: 64),
    ]

    @Test(arguments: faces)
    func aDigestThatIsNoneIsNoBlob(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            for digest in Self.digests {
                for method in [HTTPRequest.Method.get, .head, .delete] {
                    let answer = try await fixture.client.send(method, "/v2/a/blobs/\(digest)")
                    #expect([400, 404].contains(answer.status), "\(digest)")
                }
                let post = try await fixture.client.post("/v2/a/blobs/uploads/?digest=\(digest)")
                #expect(post.status == 400, "\(digest)")
                let mount = try await fixture.client.post("/v2/a/blobs/uploads/?mount=\(digest)&from=b")
                #expect(mount.status == 400, "\(digest)")
            }
        }
    }

    /// Nothing outside the API answers with more than an error.
    private static let unknownPaths = [
        "/v1/", "/v2/a", "/v2/a/b", "/v2/a/tags", "/v2/a/tags/all", "/etc/passwd", "/../../etc/passwd",
        "/v2/a/_other/x", "/api", "/api/v1/", "/api/v2/holds", "/holds/", "//", "/v2/a/tags/list/",
    ]

    @Test(arguments: faces)
    func unknownPathsAreNotFound(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            for path in Self.unknownPaths {
                let answer = try await fixture.client.get(path)
                #expect(answer.status == 404, "\(path)")
            }
        }
    }

    @Test
    func tenThousandOpenUploadsAreEnough() async throws {
        try await RegistryFixture.run(.router) { fixture in
            let client = fixture.client
            try await client.push(.image(), to: "a", as: "1.0")
            let open = try await client.startUpload(in: "a")
            for _ in 0..<9_999 { _ = try await fixture.registry.startUpload(in: RepositoryName("b"), by: .system) }

            let refused = try await client.post("/v2/a/blobs/uploads/")
            #expect(refused.status == 429)
            #expect(refused.code == "TOOMANYREQUESTS")
            #expect(Int(refused["Retry-After"]) != nil)
            let monolithic = try await client.post(
                "/v2/a/blobs/uploads/?digest=\(Blob("y").digest)",
                body: Blob("y").bytes
            )
            #expect(monolithic.status == 429)

            // Everyone else goes on: reading, mounting, and uploads that are open.
            try await client.expectManifest(.image(), in: "a", as: "1.0")
            let mount = try await client.post("/v2/c/blobs/uploads/?mount=\(Content.image().blobs[0].digest)&from=a")
            #expect(mount.status == 201)
            #expect(try await client.put(.image(), in: "a", as: "2.0").status == 201)
            #expect(try await client.put("\(open)?digest=\(Blob("x").digest)", body: Blob("x").bytes).status == 201)
            #expect(try await client.post("/v2/a/blobs/uploads/").status == 202)
            #expect(try await client.post("/v2/a/blobs/uploads/").status == 429)
        }
    }
}
