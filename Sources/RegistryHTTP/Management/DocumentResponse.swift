// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel

extension Response {
    /// A JSON document.
    static func document(_ json: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json))
        )
    }

    /// Plain text.
    static func text(_ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8")
        -> Response
    {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

extension Exchange {
    /// The repository and tag of the `ref` parameter.
    ///
    /// - Throws: ``APIError`` with 400.
    func reference() throws -> Reference? {
        guard let text = query["ref"], !text.isEmpty else { return nil }
        return try reference(text)
    }

    /// The references of all `ref` parameters.
    ///
    /// - Throws: ``APIError`` with 400.
    func references() throws -> [Reference] {
        try query.all("ref").filter { !$0.isEmpty }.map(reference)
    }

    private func reference(_ text: String) throws -> Reference {
        do throws(ReferenceError) {
            return local(try Reference(text))
        } catch {
            throw APIError(.badRequest, .nameInvalid, "ref is not REPOSITORY[:TAG]: \(error)")
        }
    }

    /// A reference as it is meant here, where the names of upstreams' repositories begin with what looks like a host.
    func local(_ reference: Reference) -> Reference {
        guard let host = reference.host, let name = upstreamName(host) else { return reference }
        var known = reference
        known.host = name
        return known.here
    }
}
