// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOPosix
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

/// `/api/v1/gc`, `/api/v1/scrub` and `/api/v1/backup`: running the registry.
struct UpkeepEndpoint {
    let registry: Registry
    let pool: NIOThreadPool

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        guard exchange.method == .post else { throw APIError.methodNotAllowed(exchange.method) }
        try exchange.caller.require(.admin, in: nil)
        try CrossSiteGuard.requireJSON(exchange.fields)
        let json = try await exchange.jsonBody()
        switch route {
        case .garbageCollection:
            let mode: Registry.GarbageMode = try dryRun(json) ? .report : .remove
            return .document(try await registry.collectGarbage(mode, by: exchange.caller).json(mode))
        case .scrub:
            return .document(try await registry.scrub(by: exchange.caller).json)
        default:
            guard let directory = json["directory"]?.string, directory.hasPrefix("/") else {
                throw APIError(
                    .badRequest,
                    .unsupported,
                    "directory must be an absolute path on the registry's machine"
                )
            }
            let report = try await registry.backUp(into: directory, pool: pool, by: exchange.caller)
            if let accounts = exchange.settings.accounts {
                try await pool.runIfActive { try accounts.copy(to: "\(directory)/users") }
            }
            return .document(report.json)
        }
    }

    private func dryRun(_ json: JSONValue) throws -> Bool {
        switch json["dryRun"] {
        case nil: false
        case .bool(let flag)?: flag
        default: throw APIError(.badRequest, .unsupported, "dryRun must be true or false")
        }
    }
}
