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
            // That it waits for a decision, or got one, is no failure of fetching; the hold's state tells which.
            guard let hold = error.hold, error.code != .rightMissing else { throw error }
            let state = try await registry.warmHoldState(hold)
            return .document(WarmDocument(request, heldBy: hold, state, at: exchange.holdURL(hold)).json)
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
            repository: try registry.warmRepository(of: reference),
            tag: reference.tag,
            digest: reference.digest,
            platforms: try platforms(json["platforms"])
        )
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
