// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOHTTPTypes
internal import OCIModel
internal import Registry

/// One request on its way through the handlers.
struct Exchange: Sendable {
    let request: Request
    let context: RegistryContext
    let settings: ServerSettings
    let caller: Caller
    let query: Query
    /// The address clients reach the registry under, without a slash at the end.
    let baseURL: String
    /// The name that an upstream's repositories begin with here, by that name or the upstream's host.
    let upstreamName: @Sendable (String) -> String?

    var method: HTTPRequest.Method { request.method }
    var fields: HTTPFields { request.headers }

    /// The same request, seen as made by somebody.
    func made(by caller: Caller) -> Exchange {
        Exchange(
            request: request,
            context: context,
            settings: settings,
            caller: caller,
            query: query,
            baseURL: baseURL,
            upstreamName: upstreamName
        )
    }

    /// Where a hold can be decided.
    func holdURL(_ id: Int64) -> String { "\(baseURL)/holds/\(id)" }

    /// The body, after the client has been told to send it.
    ///
    /// A client that sent `Expect: 100-continue` waits for this; one that is refused before never sends its body.
    func body() async throws -> RequestBody {
        if fields[.expect]?.lowercased() == "100-continue" {
            try await context.channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
        }
        return request.body
    }

    /// The whole body, refused above a limit.
    ///
    /// - Throws: ``APIError`` with 413, before anything is read when the length is declared.
    func body(upTo limit: Int, _ what: String) async throws -> ByteBuffer {
        let tooLarge = APIError(
            .contentTooLarge,
            .sizeInvalid,
            "\(what) has more than \(limit) bytes; nothing was stored"
        )
        if let declared = fields[.contentLength].flatMap({ Int64($0) }), declared > Int64(limit) { throw tooLarge }
        var collected = ByteBuffer()
        for try await part in try await body() {
            guard collected.readableBytes + part.readableBytes <= limit else { throw tooLarge }
            collected.writeImmutableBuffer(part)
        }
        return collected
    }

    /// A JSON object in the body; an empty body is an empty object.
    func jsonBody() async throws -> JSONValue {
        let bytes = try await body(upTo: 1 << 20, "the request")
        guard bytes.readableBytes > 0 else { return .object([:]) }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: Array(bytes.readableBytesView))
        } catch {
            throw APIError(.badRequest, .unsupported, "the request's body is not valid JSON: \(error)")
        }
        guard case .object = json else {
            throw APIError(.badRequest, .unsupported, "the request's body must be a JSON object")
        }
        return json
    }
}

extension HTTPField.Name {
    static var dockerContentDigest: HTTPField.Name { .known("Docker-Content-Digest") }
    static var dockerAPIVersion: HTTPField.Name { .known("Docker-Distribution-Api-Version") }
    static var dockerUploadUUID: HTTPField.Name { .known("Docker-Upload-UUID") }
    static var ociSubject: HTTPField.Name { .known("OCI-Subject") }
    static var ociTag: HTTPField.Name { .known("OCI-Tag") }
    static var ociFiltersApplied: HTTPField.Name { .known("OCI-Filters-Applied") }
    static var ociChunkMinimumLength: HTTPField.Name { .known("OCI-Chunk-Min-Length") }
    static var tagProof: HTTPField.Name { .known("Holdfast-Tag-Proof") }
    static var promotedFrom: HTTPField.Name { .known("Holdfast-Promoted-From") }
    static var link: HTTPField.Name { .known("Link") }
    static var warning: HTTPField.Name { .known("Warning") }
    static var forwardedFor: HTTPField.Name { .known("X-Forwarded-For") }
    static var fetchSite: HTTPField.Name { .known("Sec-Fetch-Site") }
    static var host: HTTPField.Name { .known("Host") }
    static var crossOriginOpenerPolicy: HTTPField.Name { .known("Cross-Origin-Opener-Policy") }
    static var referrerPolicy: HTTPField.Name { .known("Referrer-Policy") }

    /// A name spelled right in the source.
    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a field name") }
        return name
    }
}
