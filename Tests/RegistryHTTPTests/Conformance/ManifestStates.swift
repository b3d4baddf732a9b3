// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import OCIModel
import Testing

/// The states of the manifest, tag and referrers API.
struct ManifestStates {
    let client: RegistryClient
    let algorithm: Digest.Algorithm

    private let repository = "conformance/one"
    private let image = Content.image()

    private var digest: Digest { image.digest(algorithm) }
    private var path: String { "/v2/\(repository)/manifests/\(digest)" }

    func ping() async throws {
        for method in [HTTPRequest.Method.get, .head] {
            #expect(try await client.send(method, "/v2/").status == 200)
        }
    }

    func tagList() async throws {
        #expect(try await client.get("/v2/\(repository)/tags/list").code == "NAME_UNKNOWN")
        for tag in ["latest", "1.0", "B", "a"] { try await client.push(image, to: repository, as: tag) }
        let answer = try await client.get("/v2/\(repository)/tags/list")
        #expect(answer["Content-Type"] == "application/json")
        #expect(try answer.json()["name"]?.string == repository)
        #expect(try answer.json()["tags"]?.texts == ["1.0", "B", "a", "latest"])
    }

    func tagDelete() async throws {
        try await client.push(image, to: repository, as: "1.0")
        #expect(try await client.delete("/v2/\(repository)/manifests/1.0").status == 202)
        try await client.expectNoManifest(in: repository, as: "1.0")
        #expect(try await client.tags(of: repository) == [])
        try await client.expectManifest(image, in: repository, as: image.digest.rawValue)
        #expect(try await client.delete("/v2/\(repository)/manifests/1.0").status == 404)
    }

    func putDigest() async throws {
        try await expectCreated(try await putByDigest(image))
        #expect(try await client.tags(of: repository) == [])
    }

    func putTag() async throws {
        try await client.prepare(image, in: repository)
        let answer = try await client.put(image, in: repository, as: "1.0")
        #expect(answer.status == 201)
        #expect(answer["Docker-Content-Digest"] == image.digest.rawValue)
        try await client.expectManifest(image, at: answer.location)
        try await client.expectManifest(image, in: repository, as: "1.0")
    }

    func putTagParameters() async throws {
        let tags = (10..<22).map { "t\($0)" }
        let query = tags.map { "tag=\($0)" }.joined(separator: "&")
        let answer = try await putByDigest(image, "?\(query)")
        try await expectCreated(answer)
        #expect(answer.all("OCI-Tag") == tags)
        #expect(try await client.tags(of: repository) == tags)
        for tag in tags { try await client.expectManifest(image, in: repository, as: tag, algorithm) }
    }

    func putSubject() async throws {
        let artifact = Content.artifact(subject: image)
        let answer = try await putByDigest(artifact)
        #expect(answer.status == 201)
        #expect(answer["OCI-Subject"] == image.digest.rawValue)
    }

    func read(_ method: HTTPRequest.Method, byTag: Bool) async throws {
        let reference = byTag ? "1.0" : digest.rawValue
        try await client.expectNoManifest(in: repository, as: reference)
        _ = try await putByDigest(image, "?tag=1.0")
        let answer = try await client.send(method, "/v2/\(repository)/manifests/\(reference)")
        #expect(answer.status == 200)
        #expect(answer["Docker-Content-Digest"] == digest.rawValue)
        #expect(answer["Content-Length"] == "\(image.size)")
        try await client.expectManifest(image, in: repository, as: reference, algorithm)
    }

    func delete() async throws {
        _ = try await putByDigest(image, "?tag=1.0&tag=latest")
        #expect(try await client.delete(path).status == 202)
        for reference in [digest.rawValue, "1.0", "latest"] {
            try await client.expectNoManifest(in: repository, as: reference)
        }
        #expect(try await client.tags(of: repository) == [])
        #expect(try await client.delete(path).status == 404)
    }

    func referrers() async throws {
        #expect(try await client.referrers(of: digest, in: repository).isEmpty)
        let subject = Content.descriptor(image.mediaType.rawValue, digest, image.size)
        let artifact = Content.artifact("application/vnd.example.one", more: #", "subject": \#(subject)"#)
        #expect(try await putByDigest(artifact)["OCI-Subject"] == digest.rawValue)
        let listed = try await client.referrers(of: digest, in: repository)
        #expect(listed.map { $0["digest"]?.string } == [artifact.digest(algorithm).rawValue])
        #expect(try await client.delete("/v2/\(repository)/manifests/\(artifact.digest(algorithm))").status == 202)
        #expect(try await client.referrers(of: digest, in: repository).isEmpty)
    }

    private func putByDigest(_ content: Content, _ query: String = "") async throws -> Answer {
        try await client.prepare(content, in: repository)
        return try await client.put(content, in: repository, as: "\(content.digest(algorithm))\(query)")
    }

    private func expectCreated(_ answer: Answer) async throws {
        #expect(answer.status == 201)
        #expect(answer["Docker-Content-Digest"] == digest.rawValue)
        try await client.expectManifest(image, at: answer.location, algorithm)
    }
}
