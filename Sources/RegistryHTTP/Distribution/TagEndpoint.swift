// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Registry
internal import Storage

/// `/v2/<name>/tags/list`: end point 8.
///
/// Companion tags of signers are among them; copying clients need these.
struct TagEndpoint {
    let registry: Registry

    func list(_ exchange: Exchange, _ repository: RepositoryName) async throws -> Response {
        guard exchange.method == .get || exchange.method == .head else {
            throw APIError.methodNotAllowed(exchange.method)
        }
        let paging = try Paging(exchange.query)
        // A last that is no tag still has a place in the order; the nearest tag text before it is not worth finding.
        let last = try exchange.query["last"].flatMap { $0.isEmpty ? nil : try Tag($0) }
        let tags = try await registry.tagNames(
            in: repository,
            after: last,
            limit: paging.limit + 1,
            by: exchange.caller
        )
        let page = tags.prefix(paging.limit)
        var fields: HTTPFields = [.contentType: "application/json"]
        if tags.count > page.count, let last = page.last {
            fields[.link] = Paging.link(
                "/v2/\(repository)/tags/list",
                [("n", String(paging.limit)), ("last", last)]
            )
        }
        var json = JSONWriter()
        json.object { json in
            json.member("name", repository.rawValue)
            json.member("tags", texts: page)
        }
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
