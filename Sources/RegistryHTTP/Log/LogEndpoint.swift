// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Policy
internal import Registry
internal import TagLog

/// `/v2/<name>/_holdfast/…`: the log of a repository as C2SP tlog-tiles has it, and the proofs of its tags.
struct LogEndpoint {
    let registry: Registry

    func respond(to exchange: Exchange, _ repository: RepositoryName, _ path: LogPath) async throws -> Response {
        guard exchange.method == .get || exchange.method == .head else {
            throw APIError.methodNotAllowed(exchange.method)
        }
        // Before anything else, so that no answer tells whether there is such a repository.
        try exchange.caller.require(.pull, in: repository)
        switch path {
        case .checkpoint:
            return text(try await registry.logCheckpoint(of: repository, by: exchange.caller))
        case .key:
            return text(Array("\(try registry.logKey(of: repository, by: exchange.caller))\n".utf8))
        case .proof(let tag):
            return text(try await registry.tagProof(of: try self.tag(tag), in: repository, by: exchange.caller))
        case .tile(let path):
            return try await tile(path, repository, exchange)
        }
    }

    private func tile(_ path: String, _ repository: RepositoryName, _ exchange: Exchange) async throws -> Response {
        let bytes: [UInt8]
        if let bundle = EntryBundle(path: path) {
            bytes = try await registry.logEntries(bundle, of: repository, by: exchange.caller)
        } else if let tile = Tile(path: path) {
            bytes = try await registry.logTile(tile, of: repository, by: exchange.caller)
        } else {
            throw APIError(
                .notFound,
                .unsupported,
                "there is no such tile; one is named LEVEL/INDEX, such as 0/x001/234, and entries/INDEX "
                    + "(https://c2sp.org/tlog-tiles)"
            )
        }
        // What was given without credentials, everyone may keep for everyone.
        let audience = exchange.fields[.authorization] == nil ? "public" : "private"
        return Response(
            status: .ok,
            headers: [
                .contentType: MediaType.octetStream.rawValue,
                .cacheControl: "\(audience), max-age=31536000, immutable",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private func text(_ bytes: [UInt8]) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private func tag(_ text: String) throws -> Tag {
        do throws(NameError) {
            return try Tag(text)
        } catch {
            throw APIError(.notFound, .manifestUnknown, "the tag is not valid: \(error)")
        }
    }
}
