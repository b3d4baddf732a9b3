// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

extension RegistryClient {
    /// A blob is there by HEAD and GET: exact bytes, and every field that clients go by.
    func expectBlob(_ blob: Blob, in repository: String, _ algorithm: Digest.Algorithm = .sha256) async throws {
        let digest = blob.digest(algorithm)
        for method in [HTTPRequest.Method.head, .get] {
            let answer = try await send(method, "/v2/\(repository)/blobs/\(digest)")
            #expect(answer.status == 200)
            #expect(answer["Content-Length"] == "\(blob.size)")
            #expect(answer["Content-Type"] == "application/octet-stream")
            #expect(answer["Docker-Content-Digest"] == digest.rawValue)
            #expect(answer["ETag"] == "\"\(digest)\"")
            if method == .get { #expect(answer.body == blob.bytes) }
        }
    }

    func expectNoBlob(_ digest: Digest, in repository: String) async throws {
        let answer = try await get("/v2/\(repository)/blobs/\(digest)")
        #expect(answer.status == 404)
        #expect(answer.code == "BLOB_UNKNOWN")
        #expect(try await head("/v2/\(repository)/blobs/\(digest)").status == 404)
    }

    /// A manifest is there by HEAD and GET: exact bytes, and every field that clients go by.
    func expectManifest(
        _ content: Content,
        in repository: String,
        as reference: String,
        _ algorithm: Digest.Algorithm = .sha256
    ) async throws {
        try await expectManifest(content, at: "/v2/\(repository)/manifests/\(reference)", algorithm)
    }

    func expectManifest(_ content: Content, at path: String, _ algorithm: Digest.Algorithm = .sha256) async throws {
        let digest = content.digest(algorithm)
        for method in [HTTPRequest.Method.head, .get] {
            let answer = try await send(method, path)
            #expect(answer.status == 200)
            #expect(answer["Content-Length"] == "\(content.size)")
            #expect(answer["Content-Type"] == content.mediaType.rawValue)
            #expect(answer["Docker-Content-Digest"] == digest.rawValue)
            #expect(answer["ETag"] == "\"\(digest)\"")
            if method == .get { #expect(answer.body == content.bytes) }
        }
    }

    func expectNoManifest(in repository: String, as reference: String) async throws {
        let answer = try await manifest(reference, of: repository)
        #expect(answer.status == 404)
        #expect(answer.code == "MANIFEST_UNKNOWN")
        #expect(try await head("/v2/\(repository)/manifests/\(reference)").status == 404)
    }

    /// The referrers of a digest, from a listing of the right form.
    func referrers(of digest: Digest, in repository: String, _ query: String = "") async throws -> [JSONValue] {
        let answer = try await get("/v2/\(repository)/referrers/\(digest)\(query)")
        return try index(answer)
    }

    /// The entries of an answer that has to be an index.
    func index(_ answer: Answer) throws -> [JSONValue] {
        #expect(answer.status == 200)
        #expect(answer["Content-Type"] == "application/vnd.oci.image.index.v1+json")
        let json = try answer.json()
        #expect(json["schemaVersion"] == .integer(2))
        #expect(json["mediaType"]?.string == "application/vnd.oci.image.index.v1+json")
        return try #require(json["manifests"]?.array)
    }
}
