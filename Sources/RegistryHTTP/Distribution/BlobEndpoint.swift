// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Registry
internal import Storage

/// `/v2/<name>/blobs/<digest>`: end points 2 and 10.
struct BlobEndpoint {
    let registry: Registry

    func respond(to exchange: Exchange, _ repository: RepositoryName, _ text: String) async throws -> Response {
        let digest = try Digest(text)
        switch exchange.method {
        case .get, .head: return try await pull(exchange, repository, digest)
        case .delete:
            try await registry.deleteBlob(digest, in: repository, by: exchange.caller)
            return Response(status: .accepted, headers: [.dockerContentDigest: digest.rawValue])
        default: throw APIError.methodNotAllowed(exchange.method)
        }
    }

    private func pull(_ exchange: Exchange, _ repository: RepositoryName, _ digest: Digest) async throws -> Response {
        let isKnown = EntityTags(exchange.fields[.ifNoneMatch])?.matches(digest) == true
        let reader = try await registry.blob(
            digest,
            in: repository,
            for: exchange.method == .head || isKnown ? .description : .content,
            by: exchange.caller
        )
        var fields: HTTPFields = [
            .contentType: MediaType.octetStream.rawValue,
            .dockerContentDigest: digest.rawValue,
            .eTag: "\"\(digest)\"",
            .acceptRanges: "bytes",
            .cacheControl: "private, max-age=31536000, immutable",
        ]
        if isKnown { return Response(status: .notModified, headers: fields) }
        switch range(exchange, digest, size: reader.size) {
        case .whole:
            return response(exchange, .ok, fields, reader, 0..<reader.size)
        case .part(let range):
            fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(reader.size)"
            return response(exchange, .partialContent, fields, reader, range)
        case .unsatisfiable:
            throw APIError(
                .rangeNotSatisfiable,
                .sizeInvalid,
                "the blob has \(reader.size) bytes, none of them in the range asked for",
                fields: [.contentRange: "bytes */\(reader.size)"]
            )
        }
    }

    /// The range wanted; `If-Range` that names other content makes it the whole.
    ///
    /// Ranges are defined for GET alone (RFC 9110, section 14.2).
    private func range(_ exchange: Exchange, _ digest: Digest, size: Int64) -> ByteRange {
        guard exchange.method == .get else { return .whole }
        if let condition = exchange.fields[.ifRange], condition != "\"\(digest)\"" { return .whole }
        return ByteRange(exchange.fields[.range], size: size)
    }

    private func response(
        _ exchange: Exchange,
        _ status: HTTPResponse.Status,
        _ fields: HTTPFields,
        _ reader: any BlobReader,
        _ range: Range<Int64>
    ) -> Response {
        let sender = BlobSender(reader: reader, range: range, channel: exchange.context.channel)
        let body = ResponseBody(contentLength: Int(range.upperBound - range.lowerBound)) { writer in
            try await sender.send(to: &writer)
        }
        return Response(status: status, headers: fields, body: body)
    }
}
