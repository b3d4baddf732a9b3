// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Registry

/// `POST /api/v1/warm`: fetching images from upstreams before they are pulled.
struct WarmEndpoint {
    let registry: Registry

    /// Answers 200 when the image is here, and 202 while it is on its way; the same request tells more then.
    func respond(to exchange: Exchange) async throws -> Response {
        guard exchange.method == .post else { throw APIError.methodNotAllowed(exchange.method) }
        try CrossSiteGuard.requireJSON(exchange.fields)
        let request = try await request(try await exchange.jsonBody())
        let progress: WarmProgress
        do {
            progress = try await registry.warm(request, by: exchange.caller)
        } catch let error as RegistryError {
            // That it waits for a decision is no failure, and the same whether somebody pulls or fetches ahead.
            guard error.code == .manifestUnknown, let hold = error.hold else { throw error }
            return .document(WarmDocument(request, heldBy: hold, at: exchange.holdURL(hold)).json)
        }
        var response = Response.document(
            WarmDocument(request, progress).json,
            status: progress.isComplete ? .ok : .accepted
        )
        if !progress.isComplete { response.headers[.retryAfter] = "1" }
        return response
    }

    private func request(_ json: JSONValue) async throws -> WarmRequest {
        guard let text = json["reference"]?.string else {
            throw APIError(
                .badRequest,
                .nameInvalid,
                "reference must be an image, such as docker.io/library/nginx:1.27"
            )
        }
        let reference: Reference
        do throws(ReferenceError) {
            reference = try Reference(text)
        } catch {
            throw APIError(.badRequest, .nameInvalid, "reference is not UPSTREAM/REPOSITORY[:TAG][@DIGEST]: \(error)")
        }
        return WarmRequest(
            repository: try await repository(of: reference),
            tag: reference.tag,
            digest: reference.digest,
            platforms: try platforms(json["platforms"])
        )
    }

    /// The host of a reference is the first part of the name that its repository has here.
    private func repository(of reference: Reference) async throws -> RepositoryName {
        let path = (reference.host.map { "\($0)/" } ?? "") + reference.repository.rawValue
        let name: RepositoryName
        do throws(NameError) {
            name = try RepositoryName(path)
        } catch {
            throw APIError(.badRequest, .nameInvalid, "\(path) is no repository of an upstream here: \(error)")
        }
        return try await registry.repository(named: name, in: nil, hosts: [], isRead: true)
    }

    private func platforms(_ json: JSONValue?) throws -> Set<Platform>? {
        guard let json, json != .null else { return nil }
        let wishes = json.array?.map { element in element.string.flatMap { Platform($0) } }
        guard let wishes, !wishes.isEmpty, wishes.count <= WarmRequest.maximumPlatforms else {
            throw APIError(.badRequest, .unsupported, "platforms must be a list such as [\"linux/amd64\"]")
        }
        let platforms = wishes.compactMap(\.self)
        guard platforms.count == wishes.count else {
            throw APIError(.badRequest, .unsupported, "a platform is written like linux/arm64/v8")
        }
        return Set(platforms)
    }
}
