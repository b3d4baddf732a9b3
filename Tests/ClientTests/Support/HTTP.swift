// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1

/// Plain requests to a registry, in the words of the protocol.
struct HTTP: Sendable {
    let base: String
    var client = HTTPClient.shared
    /// The login of every request.
    var authorization: String?

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
        var location: String? { headers.first(name: "location") }

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: body)
        }
    }

    func send(
        _ method: HTTPMethod,
        _ path: String,
        headers: [String: String] = [:],
        body: Data? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: path.hasPrefix("http") ? path : base + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let authorization { request.headers.add(name: "Authorization", value: authorization) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await client.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 256 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: Data(bytes.readableBytesView)
        )
    }

    /// The same with a login.
    func with(authorization: String) -> HTTP {
        var copy = self
        copy.authorization = authorization
        return copy
    }

    func get(_ path: String) async throws -> Answer { try await send(.GET, path) }

    /// Uploads a blob in one piece and gives the answer that settles it.
    func push(blob: Data, to repository: String) async throws -> Answer {
        let start = try await send(.POST, "/v2/\(repository)/blobs/uploads/")
        guard start.status == 202, let location = start.location else { return start }
        // Some registries keep the state of the upload in the query.
        let separator = location.contains("?") ? "&" : "?"
        return try await send(.PUT, "\(location)\(separator)digest=\(sha256(of: blob))", body: blob)
    }

    func put(manifest image: TestImage, to repository: String, as reference: String) async throws -> Answer {
        try await send(
            .PUT,
            "/v2/\(repository)/manifests/\(reference)",
            headers: ["Content-Type": image.mediaType],
            body: image.manifest
        )
    }

    /// Pushes an image: its blobs, then its manifest; gives the answer to the manifest or to the first refusal.
    func push(_ image: TestImage, to repository: String, as reference: String) async throws -> Answer {
        for blob in image.blobs {
            let answer = try await push(blob: blob, to: repository)
            guard answer.status == 201 else { return answer }
        }
        return try await put(manifest: image, to: repository, as: reference)
    }
}

/// The digest of bytes, reckoned here and not by the registry.
func sha256(of bytes: Data) -> String {
    "sha256:" + SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
