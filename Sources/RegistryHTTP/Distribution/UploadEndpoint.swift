// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

/// `/v2/<name>/blobs/uploads/`: end points 4a to 6, 11, 13 and 14.
struct UploadEndpoint {
    let registry: Registry

    // MARK: Start

    func start(_ exchange: Exchange, _ repository: RepositoryName) async throws -> Response {
        guard exchange.method == .post else { throw APIError.methodNotAllowed(exchange.method) }
        try exchange.caller.require(.push, in: repository)
        if let mount = exchange.query["mount"] {
            let digest = try Digest(mount)
            let source = try exchange.query["from"].map { try RepositoryName($0) }
            if try await registry.mount(digest, from: source, to: repository, by: exchange.caller) {
                return created(digest, repository)
            }
        }
        let claimed = try exchange.query["digest"].map { try Digest($0) }
        let algorithm = try claimed?.algorithm ?? self.algorithm(exchange.query)
        let id = try await registry.startUpload(in: repository, algorithm: algorithm, by: exchange.caller)
        guard let claimed, exchange.query["mount"] == nil else {
            return progress(.accepted, id, repository, offset: 0)
        }
        do {
            let body = try await exchange.body()
            _ = try await registry.appendUpload(id, in: repository, at: 0, body, by: exchange.caller)
            try await registry.commitUpload(id, in: repository, as: claimed, by: exchange.caller)
        } catch {
            // The client knows no upload it could resume. Gone is gone, whatever the reason it could not be removed.
            try? await registry.cancelUpload(id, in: repository, by: exchange.caller)
            throw error
        }
        return created(claimed, repository)
    }

    private func algorithm(_ query: Query) throws -> Digest.Algorithm {
        guard let text = query["digest-algorithm"] else { return .sha256 }
        guard let algorithm = Digest.Algorithm(rawValue: text) else {
            throw APIError(.badRequest, .digestInvalid, "the digest-algorithm is not sha256 or sha512")
        }
        return algorithm
    }

    // MARK: Continue

    func respond(to exchange: Exchange, _ repository: RepositoryName, _ text: String) async throws -> Response {
        guard let id = UploadID(text) else {
            throw APIError(.notFound, .blobUploadUnknown, "there is no such upload in \(repository); start a new one")
        }
        switch exchange.method {
        case .patch: return try await append(exchange, repository, id)
        case .put: return try await finish(exchange, repository, id)
        case .get:
            let offset = try await registry.uploadOffset(id, in: repository, by: exchange.caller)
            return progress(.noContent, id, repository, offset: offset)
        case .delete:
            try await registry.cancelUpload(id, in: repository, by: exchange.caller)
            return Response(status: .noContent)
        default: throw APIError.methodNotAllowed(exchange.method)
        }
    }

    private func append(_ exchange: Exchange, _ repository: RepositoryName, _ id: UploadID) async throws -> Response {
        let start = try await judgeChunk(exchange, repository, id)
        let offset = try await registry.appendUpload(
            id,
            in: repository,
            at: start,
            exchange.body(),
            by: exchange.caller
        )
        return progress(.accepted, id, repository, offset: offset)
    }

    private func finish(_ exchange: Exchange, _ repository: RepositoryName, _ id: UploadID) async throws -> Response {
        try exchange.caller.require(.push, in: repository)
        guard let text = exchange.query["digest"] else {
            throw APIError(.badRequest, .digestInvalid, "the upload cannot be finished without ?digest=")
        }
        let digest = try Digest(text)
        if exchange.request.hasBody {
            let start = try await judgeChunk(exchange, repository, id)
            _ = try await registry.appendUpload(id, in: repository, at: start, exchange.body(), by: exchange.caller)
        }
        try await registry.commitUpload(id, in: repository, as: digest, by: exchange.caller)
        return created(digest, repository)
    }

    /// Refuses a chunk before its body is read when it does not fit; gives the byte it starts at, if the client said so.
    private func judgeChunk(_ exchange: Exchange, _ repository: RepositoryName, _ id: UploadID) async throws -> Int64? {
        let offset = try await registry.uploadOffset(id, in: repository, by: exchange.caller)
        guard let text = exchange.fields[.contentRange] else { return nil }
        guard let range = UploadRange.parse(text) else {
            throw APIError(.badRequest, .blobUploadInvalid, "the Content-Range is not FIRST-LAST")
        }
        if let length = exchange.fields[.contentLength].flatMap({ Int64($0) }),
            length != range.upperBound - range.lowerBound + 1
        {
            throw APIError(.badRequest, .sizeInvalid, "the Content-Range does not fit the Content-Length")
        }
        guard range.lowerBound == offset else {
            throw RegistryError(
                .uploadOutOfOrder(offset: offset),
                "the chunk starts at byte \(range.lowerBound), the upload stands at \(offset); ask for its state and go on from there"
            )
        }
        return range.lowerBound
    }

    // MARK: Answers

    private func progress(
        _ status: HTTPResponse.Status,
        _ id: UploadID,
        _ repository: RepositoryName,
        offset: Int64
    ) -> Response {
        Response(
            status: status,
            headers: [
                .location: "/v2/\(repository)/blobs/uploads/\(id)",
                .range: UploadRange.text(upTo: offset),
                .dockerUploadUUID: id.rawValue,
            ]
        )
    }

    private func created(_ digest: Digest, _ repository: RepositoryName) -> Response {
        Response(
            status: .created,
            headers: [.location: "/v2/\(repository)/blobs/\(digest)", .dockerContentDigest: digest.rawValue]
        )
    }
}
