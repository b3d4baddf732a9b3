// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Registry
internal import Storage

/// `/v2/<name>/_oci/tag-history/<tag>`: what a tag meant, newest first, after the draft of the distribution
/// specification (opencontainers/distribution-spec#606).
struct TagHistoryEndpoint {
    private static let reserved = "org.opencontainers.distribution"
    private static let ours = "holdfast."
    private static let pageSize = 1_000

    let registry: Registry

    func respond(to exchange: Exchange, _ repository: RepositoryName, _ text: String) async throws -> Response {
        guard exchange.method == .get || exchange.method == .head else {
            throw APIError.methodNotAllowed(exchange.method)
        }
        let tag = try Tag(text)
        let limit = try Paging(exchange.query, maximum: Self.pageSize).limit
        let selection = MeaningSelection(
            before: try moment(exchange.query, "before"),
            since: try moment(exchange.query, "since"),
            digest: try exchange.query["digest"].map { try Digest($0) }
        )
        let (entries, hasMore) = try await registry.meanings(
            of: tag,
            in: repository,
            selection: selection,
            limit: limit,
            by: exchange.caller
        )
        var fields: HTTPFields = [.contentType: MediaType.imageIndex.rawValue]
        if hasMore, limit > 0, let last = entries.last {
            var parameters = [("n", String(limit)), ("before", last.event.time.rfc3339)]
            if let since = selection.since { parameters.append(("since", since.rfc3339)) }
            if let digest = selection.digest { parameters.append(("digest", digest.rawValue)) }
            fields[.link] = Paging.link("/v2/\(repository)/_oci/tag-history/\(tag)", parameters)
        }
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: index(of: entries)))
    }

    private func moment(_ query: Query, _ name: String) throws -> Timestamp? {
        guard let text = query[name] else { return nil }
        guard let moment = Timestamp(text) else {
            throw APIError(.badRequest, .unsupported, "\(name) must be a moment such as 2026-11-20T12:00:00Z")
        }
        return moment
    }

    private func index(of entries: [TagMeaningEntry]) -> ByteBuffer {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 2)
            json.member("mediaType", MediaType.imageIndex.rawValue)
            json.member("manifests", entries) { json, entry in
                if let manifest = entry.manifest {
                    json.descriptor(of: manifest)
                } else if let digest = entry.event.digest {
                    // The manifest is gone, its history stays; type and size are no longer known.
                    json.member("mediaType", MediaType.imageManifest.rawValue)
                    json.member("digest", digest.rawValue)
                    json.member("size", 0)
                }
                // A manifest's own annotations in these spaces could pass for the registry's word.
                var annotations = (entry.manifest?.annotations ?? [:])
                    .filter { !$0.key.hasPrefix(Self.reserved) && !$0.key.hasPrefix(Self.ours) }
                annotations["\(Self.reserved).tag.timestamp"] = entry.event.time.rfc3339
                annotations["\(Self.reserved).tag.event"] = entry.event.kind.setsTag ? "created" : "deleted"
                annotations["\(Self.ours)log.index"] = String(entry.event.index)
                json.annotations(annotations)
            }
        }
        return ByteBuffer(bytes: json.bytes)
    }
}
