// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import OCIModel
internal import Policy

/// The `WWW-Authenticate` of a 401: one Bearer challenge, as Debian's skopeo fails when Basic comes first.
struct Challenge: Sendable {
    let baseURL: String
    /// What was asked for, and so what the client should ask a token for; nil for signing in as such.
    let operation: Operation?

    /// A request, as far as it tells which rights it needs.
    struct Operation: Sendable {
        let route: Route
        let method: HTTPRequest.Method
    }

    /// What the client should ask a token for.
    ///
    /// Made only for those who are refused.
    var scope: TokenScope? { operation.flatMap { $0.route.scope(for: $0.method) } }

    var text: String {
        let realm = "Bearer realm=\"\(baseURL)/api/v1/token\",service=\"\(service)\""
        return scope.map { "\(realm),scope=\"\($0)\"" } ?? realm
    }

    /// The registry's name in the token flow.
    var service: String {
        baseURL.range(ofScheme: "://").map { String(baseURL[$0...]) } ?? baseURL
    }

    func error(_ message: String) -> APIError {
        APIError(.unauthorized, .unauthorized, message, fields: [.wwwAuthenticate: text])
    }
}
