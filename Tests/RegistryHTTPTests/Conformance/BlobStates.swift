// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

/// The states of the blob API.
struct BlobStates {
    let client: RegistryClient
    let algorithm: Digest.Algorithm

    private let repository = "conformance/one"
    private let other = "conformance/two"
    private let blob = Blob(count: 5_000, seed: 7)

    private var digest: Digest { blob.digest(algorithm) }
    private var path: String { "/v2/\(repository)/blobs/\(digest)" }

    func postOnly() async throws {
        try await expectCreated(try await client.push(blob, to: repository, algorithm))
    }

    func postPut() async throws {
        let location = try await client.startUpload(in: repository)
        try await expectCreated(try await client.put("\(location)?digest=\(digest)", body: blob.bytes))
    }

    func chunked() async throws {
        var location = try await client.startUpload(in: repository)
        for range in [0..<2_000, 2_000..<4_000, 4_000..<5_000] {
            let answer = try await client.patch(location, blob, range)
            #expect(answer.status == 202)
            #expect(answer["Range"] == "0-\(range.upperBound - 1)")
            location = answer.location
        }
        try await expectCreated(try await client.put("\(location)?digest=\(digest)"))
    }

    func stream() async throws {
        let location = try await client.startUpload(in: repository)
        let answer = try await client.patch(location, [.contentType: "application/octet-stream"], body: blob.bytes)
        #expect(answer.status == 202)
        #expect(answer["Range"] == "0-4999")
        try await expectCreated(try await client.put("\(answer.location)?digest=\(digest)"))
    }

    func mount() async throws {
        try await client.push(blob, to: other, algorithm)
        try await client.expectNoBlob(digest, in: repository)
        try await expectCreated(
            try await client.post("/v2/\(repository)/blobs/uploads/?mount=\(digest)&from=\(other)")
        )
    }

    func mountAnonymously() async throws {
        try await client.push(blob, to: other, algorithm)
        try await expectCreated(try await client.post("/v2/\(repository)/blobs/uploads/?mount=\(digest)"))
    }

    func cancel() async throws {
        let location = try await client.startUpload(in: repository)
        #expect(try await client.patch(location, blob, 0..<2_000).status == 202)
        #expect(try await client.delete(location).status == 204)
        for answer in [
            try await client.get(location),
            try await client.patch(location, blob, 2_000..<4_000),
            try await client.put("\(location)?digest=\(digest)"),
            try await client.delete(location),
        ] {
            #expect(answer.status == 404)
            #expect(answer.code == "BLOB_UPLOAD_UNKNOWN")
        }
        try await client.expectNoBlob(digest, in: repository)
    }

    func get() async throws {
        try await client.expectNoBlob(digest, in: repository)
        try await client.push(blob, to: repository, algorithm)
        try await client.expectBlob(blob, in: repository, algorithm)
        try await client.expectNoBlob(digest, in: other)
    }

    func getRange() async throws {
        try await client.push(blob, to: repository, algorithm)
        let answer = try await client.get(path, [.range: "bytes=500-1499"])
        #expect(answer.status == 206)
        #expect(answer.body == blob.part(500..<1_500))
        #expect(answer["Content-Range"] == "bytes 500-1499/5000")
        #expect(answer["Content-Length"] == "1000")
        #expect(answer["Docker-Content-Digest"] == digest.rawValue)
    }

    func delete() async throws {
        try await client.push(blob, to: repository, algorithm)
        try await client.push(blob, to: other, algorithm)
        #expect(try await client.delete(path).status == 202)
        try await client.expectNoBlob(digest, in: repository)
        #expect(try await client.delete(path).status == 404)
        try await client.expectBlob(blob, in: other, algorithm)
    }

    private func expectCreated(_ answer: Answer) async throws {
        #expect(answer.status == 201)
        #expect(answer["Docker-Content-Digest"] == digest.rawValue)
        let stored = try await client.get(answer.location)
        #expect(stored.status == 200)
        #expect(stored.body == blob.bytes)
        try await client.expectBlob(blob, in: repository, algorithm)
    }
}
