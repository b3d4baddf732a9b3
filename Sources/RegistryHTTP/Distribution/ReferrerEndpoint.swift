// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Registry
internal import Storage

/// `/v2/<name>/referrers/<digest>`: end point 12, in pages below the 4 MiB that clients take.
struct ReferrerEndpoint {
    /// The most entries of a page.
    private static let pageSize = 1_000
    /// The most bytes of a page; an entry that passes it starts the next one.
    private static let pageBytes = 3 << 20

    let registry: Registry

    func respond(to exchange: Exchange, _ repository: RepositoryName, _ text: String) async throws -> Response {
        guard exchange.method == .get || exchange.method == .head else {
            throw APIError.methodNotAllowed(exchange.method)
        }
        let subject = try Digest(text)
        let artifactType = exchange.query["artifactType"].flatMap { $0.isEmpty ? nil : $0 }
        let limit = try Paging(exchange.query, maximum: Self.pageSize).limit
        let after = try exchange.query["last"].map { try Digest($0) }
        let referrers = try await registry.referrers(
            of: subject,
            in: repository,
            artifactType: artifactType,
            after: after,
            limit: max(1, limit) + 1,
            by: exchange.caller
        )
        let page = page(of: referrers, limit: limit)
        var fields: HTTPFields = [.contentType: MediaType.imageIndex.rawValue]
        if artifactType != nil { fields[.ociFiltersApplied] = "artifactType" }
        if page.count < referrers.count, let last = page.last {
            let filter = artifactType.map { [("artifactType", $0)] } ?? []
            fields[.link] = Paging.link(
                "/v2/\(repository)/referrers/\(subject)",
                filter + [("n", String(limit)), ("last", last.digest.rawValue)]
            )
        }
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: index(of: page)))
    }

    private func page(of referrers: [ManifestRecord], limit: Int) -> ArraySlice<ManifestRecord> {
        var bytes = 0
        let fitting = referrers.prefix(limit).prefix { manifest in
            bytes += 300 + manifest.annotations.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
            return bytes <= Self.pageBytes
        }
        // A single entry that is larger than a page still has to be shown.
        return fitting.isEmpty && limit > 0 ? referrers.prefix(1) : fitting
    }

    private func index(of page: ArraySlice<ManifestRecord>) -> ByteBuffer {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 2)
            json.member("mediaType", MediaType.imageIndex.rawValue)
            json.member("manifests", page) { json, manifest in
                json.descriptor(of: manifest)
                json.annotations(manifest.annotations)
            }
        }
        return ByteBuffer(bytes: json.bytes)
    }
}
