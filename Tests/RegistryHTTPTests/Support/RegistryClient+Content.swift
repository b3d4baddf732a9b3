// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

extension RegistryClient {
    /// Pushes a blob in one request.
    @discardableResult
    func push(_ blob: Blob, to repository: String, _ algorithm: Digest.Algorithm = .sha256) async throws -> Answer {
        let answer = try await post(
            "/v2/\(repository)/blobs/uploads/?digest=\(blob.digest(algorithm))",
            [.contentType: "application/octet-stream"],
            body: blob.bytes
        )
        #expect(answer.status == 201)
        return answer
    }

    /// Pushes everything a manifest needs.
    func prepare(_ content: Content, in repository: String) async throws {
        for blob in content.blobs { try await push(blob, to: repository) }
        for child in content.children { try await push(child, to: repository) }
    }

    /// Pushes a manifest, after everything it needs, under a tag or its digest.
    @discardableResult
    func push(_ content: Content, to repository: String, as tag: String? = nil) async throws -> Answer {
        try await prepare(content, in: repository)
        let answer = try await put(content, in: repository, as: tag)
        #expect(answer.status == 201, "\(answer.text)")
        return answer
    }

    /// Pushes a manifest alone, whatever comes of it.
    func put(_ content: Content, in repository: String, as reference: String? = nil, _ fields: HTTPFields = [:])
        async throws -> Answer
    {
        var all = fields
        all[.contentType] = all[.contentType] ?? content.mediaType.rawValue
        return try await put(
            "/v2/\(repository)/manifests/\(reference ?? content.digest.rawValue)",
            all,
            body: content.bytes
        )
    }

    func manifest(_ reference: String, of repository: String) async throws -> Answer {
        try await get("/v2/\(repository)/manifests/\(reference)")
    }

    func tags(of repository: String) async throws -> [String]? {
        let answer = try await get("/v2/\(repository)/tags/list")
        return answer.status == 200 ? try answer.json()["tags"]?.texts : nil
    }

    /// Starts an upload and gives its location.
    func startUpload(in repository: String) async throws -> String {
        let answer = try await post("/v2/\(repository)/blobs/uploads/")
        #expect(answer.status == 202)
        #expect(answer.location.hasPrefix("/v2/\(repository)/blobs/uploads/"))
        return answer.location
    }

    /// Sends a chunk of a blob that says where it belongs.
    func patch(_ location: String, _ blob: Blob, _ range: Range<Int>) async throws -> Answer {
        try await patch(
            location,
            [
                .contentType: "application/octet-stream",
                .contentRange: "\(range.lowerBound)-\(range.upperBound - 1)",
            ],
            body: blob.part(range)
        )
    }

    /// The holds there are or were.
    func holds() async throws -> [JSONValue] {
        try await get("/api/v1/holds?state=all").json()["holds"]?.array ?? []
    }
}
