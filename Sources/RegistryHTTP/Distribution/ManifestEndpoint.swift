// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Policy
internal import Registry

/// `/v2/<name>/manifests/<reference>`: end points 3, 7a, 7b and 9 of the distribution specification.
struct ManifestEndpoint {
    let registry: Registry

    func respond(to exchange: Exchange, _ repository: RepositoryName, _ reference: String) async throws -> Response {
        switch exchange.method {
        case .get, .head: return try await pull(exchange, repository, try parse(reference, .notFound))
        case .put: return try await push(exchange, repository, try parse(reference, .badRequest))
        case .delete: return try await delete(exchange, repository, try parse(reference, .badRequest))
        default: throw APIError.methodNotAllowed(exchange.method)
        }
    }

    /// A reference that cannot be: not found when it is read, a bad request when it is written.
    private func parse(_ text: String, _ status: HTTPResponse.Status) throws -> ManifestReference {
        do {
            return try ManifestReference(text)
        } catch let error as DigestError {
            throw APIError(
                status,
                status == .notFound ? .manifestUnknown : .digestInvalid,
                "the digest is not valid: \(error)"
            )
        } catch {
            throw APIError(
                status,
                status == .notFound ? .manifestUnknown : .manifestInvalid,
                "the tag is not valid: \(error)"
            )
        }
    }

    // MARK: Pull

    private func pull(
        _ exchange: Exchange,
        _ repository: RepositoryName,
        _ reference: ManifestReference
    ) async throws -> Response {
        let pulled: PulledManifest
        if let cached = try registry.cachedManifest(reference, in: repository, by: exchange.caller) {
            pulled = cached
        } else {
            pulled = try await registry.manifest(
                reference,
                in: repository,
                for: exchange.method == .head ? .description : .content,
                by: exchange.caller
            )
        }
        if exchange.method == .get { registry.notePull(of: pulled.manifest.digest, in: repository) }
        let head = Self.head(of: pulled, reference, exchange.fields, holdURL: exchange.holdURL)
        guard head.status == .ok else { return Response(status: head.status, headers: head.headerFields) }
        let bytes = pulled.manifest.bytes
        // What an upstream only told of has a length and no bytes; then nothing but a description is wanted.
        let body =
            Int64(bytes.readableBytes) == pulled.size
            ? ResponseBody(byteBuffer: bytes)
            : ResponseBody(contentLength: Int(pulled.size)) { try await $0.finish(nil) }
        return Response(status: .ok, headers: head.headerFields, body: body)
    }

    /// The head of the answer to a pull: 200, or 304 when the client has the manifest already.
    static func head(
        of pulled: PulledManifest,
        _ reference: ManifestReference,
        _ request: HTTPFields,
        holdURL: (Int64) -> String
    ) -> HTTPResponse {
        let manifest = pulled.manifest
        let digest = manifest.digest.rawValue
        var fields: HTTPFields = [
            .contentType: manifest.mediaType.rawValue,
            .dockerContentDigest: digest,
            .eTag: "\"\(digest)\"",
        ]
        if let hold = pulled.hold { fields[.warning] = Warning.text(about: hold, reference, at: holdURL(hold.id)) }
        if let pending = pulled.pending {
            fields[.warning] = Warning.text(about: pending, at: holdURL(pending.hold))
        }
        if let position = pulled.position { fields[.tagProof] = "\(position.index)@\(position.size)" }
        if EntityTags(request[.ifNoneMatch])?.matches(manifest.digest) == true {
            return HTTPResponse(status: .notModified, headerFields: fields)
        }
        return HTTPResponse(status: .ok, headerFields: fields)
    }

    // MARK: Push

    private func push(
        _ exchange: Exchange,
        _ repository: RepositoryName,
        _ reference: ManifestReference
    ) async throws -> Response {
        try exchange.caller.require(.push, in: repository)
        try registry.requireOwn(repository)
        let tags = try self.tags(exchange.query)
        let precondition = try TagPrecondition(exchange.fields)
        let bytes = try await exchange.body(upTo: Manifest.maximumSize, "the manifest")
        let receipt = try await registry.putManifest(
            ManifestPush(
                repository: repository,
                reference: reference,
                tags: tags,
                bytes: bytes,
                mediaType: exchange.fields[.contentType].map(MediaType.init(contentType:)),
                precondition: precondition,
                promotedFrom: try promotedFrom(exchange.fields)
            ),
            by: exchange.caller
        )
        var fields: HTTPFields = [
            .location: "/v2/\(repository)/manifests/\(receipt.digest)",
            .dockerContentDigest: receipt.digest.rawValue,
        ]
        if let subject = receipt.subject { fields[.ociSubject] = subject.rawValue }
        for tag in tags { fields.append(HTTPField(name: .ociTag, value: tag.rawValue)) }
        for pending in receipt.pending {
            let text = Warning.text(about: pending, at: exchange.holdURL(pending.hold))
            fields.append(HTTPField(name: .warning, value: text))
        }
        return Response(status: .created, headers: fields)
    }

    /// The most bytes of a reference; what is longer names nothing.
    private static let maximumReference = 1_024

    /// The image on another registry that a client says it promotes.
    private func promotedFrom(_ fields: HTTPFields) throws -> Reference? {
        guard let text = fields[.promotedFrom] else { return nil }
        let refusal = { (reason: String) in
            APIError(.badRequest, .manifestInvalid, "Holdfast-Promoted-From is not a reference: \(reason)")
        }
        guard text.utf8.count <= Self.maximumReference else { throw refusal("it is too long") }
        do throws(ReferenceError) {
            return try Reference(text)
        } catch {
            throw refusal("\(error)")
        }
    }

    /// The most `tag` parameters of one push; the specification asks for at least ten.
    private static let maximumTags = 100

    private func tags(_ query: Query) throws -> [Tag] {
        let texts = query.all("tag")
        guard texts.count <= Self.maximumTags else {
            throw APIError(.uriTooLong, .tooManyRequests, "at most \(Self.maximumTags) tags can be set in one push")
        }
        return try texts.map { text in
            do throws(NameError) {
                return try Tag(text)
            } catch {
                throw APIError(.badRequest, .manifestInvalid, "the tag \"\(text.prefix(200))\" is not valid: \(error)")
            }
        }
    }

    // MARK: Delete

    private func delete(
        _ exchange: Exchange,
        _ repository: RepositoryName,
        _ reference: ManifestReference
    ) async throws -> Response {
        try await registry.deleteManifest(
            reference,
            in: repository,
            precondition: try TagPrecondition(exchange.fields),
            by: exchange.caller
        )
        return Response(status: .accepted)
    }
}
