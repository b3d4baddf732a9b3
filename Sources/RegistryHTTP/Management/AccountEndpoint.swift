// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOPosix
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

/// `/api/v1/users` and `/api/v1/tokens`.
struct AccountEndpoint {
    let registry: Registry
    let pool: NIOThreadPool

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        try exchange.caller.require(.admin, in: nil)
        if exchange.method != .get { try CrossSiteGuard.requireJSON(exchange.fields) }
        switch (route, exchange.method) {
        case (.users, .get):
            return users(try accounts(exchange))
        case (.users, .post):
            return try await putUser(try accounts(exchange), try await exchange.jsonBody())
        case (.user(let name), .delete):
            let accounts = try accounts(exchange)
            try await registry.revokeTokens(of: name, by: exchange.caller)
            try await pool.runIfActive { try accounts.remove(name) }
            return users(accounts)
        case (.tokens, .get):
            return .document(TokenDocument(try await registry.tokens(by: exchange.caller)).json)
        case (.tokens, .post):
            return try await createToken(try await exchange.jsonBody(), exchange)
        case (.token(let id), .delete):
            return .document(TokenDocument([try await registry.revokeToken(id, by: exchange.caller)]).json)
        default:
            throw APIError.methodNotAllowed(exchange.method)
        }
    }

    private func accounts(_ exchange: Exchange) throws -> Accounts {
        guard let accounts = exchange.settings.accounts else {
            throw APIError(
                .conflict,
                .unsupported,
                "this registry has no users; set users: in its configuration and restart it"
            )
        }
        return accounts
    }

    private func users(_ accounts: Accounts) -> Response {
        .document(UserDocument(accounts.names).json)
    }

    private func putUser(_ accounts: Accounts, _ json: JSONValue) async throws -> Response {
        guard let name = json["name"]?.string, let password = json["password"]?.string, !password.isEmpty else {
            throw APIError(.badRequest, .unsupported, "name and password are needed")
        }
        switch json["mode"]?.string ?? "add" {
        case "add": try await pool.runIfActive { try accounts.add(name, password: password) }
        case "passwd": try await pool.runIfActive { try accounts.setPassword(of: name, to: password) }
        default: throw APIError(.badRequest, .unsupported, "mode must be add or passwd")
        }
        return users(accounts)
    }

    private func createToken(_ json: JSONValue, _ exchange: Exchange) async throws -> Response {
        guard let name = json["name"]?.string else { throw APIError(.badRequest, .unsupported, "name is needed") }
        let rights = try texts(json["can"], "can").map { text in
            guard let right = Right(rawValue: text) else {
                let known = Right.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIError(.badRequest, .unsupported, "\"\(text.prefix(40))\" is not a right; there are \(known)")
            }
            return right
        }
        let token = try await registry.createToken(
            for: name,
            repositories: try texts(json["repositories"], "repositories"),
            rights: rights,
            lifetime: try lifetime(json["expires"]),
            by: exchange.caller
        )
        return .document(TokenDocument([token]).json, status: .created)
    }

    private func lifetime(_ json: JSONValue?) throws -> Duration? {
        switch json {
        case nil, .null?: return nil
        case .integer(let seconds)? where seconds > 0 && seconds <= 3_650 * 86_400: return .seconds(seconds)
        default: throw APIError(.badRequest, .unsupported, "expires must be a number of seconds, at most ten years")
        }
    }

    private func texts(_ json: JSONValue?, _ name: String) throws -> [String] {
        switch json {
        case nil, .null?: return []
        case .array(let elements)? where elements.count <= 100:
            return try elements.map { element in
                guard let text = element.string else {
                    throw APIError(.badRequest, .unsupported, "\(name) must be a list of texts")
                }
                return text
            }
        default: throw APIError(.badRequest, .unsupported, "\(name) must be a list of texts")
        }
    }
}
