// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Administration of a server over its management API.
struct RemoteAdministration {
    let client: ManagementClient

    private func optional(_ request: ManagementRequest) async throws -> ServerDocument? {
        let answer = try await client.perform(request)
        return answer.bytes.isEmpty ? nil : try ServerDocument(bytes: answer.bytes)
    }
}

extension RemoteAdministration: UserAdministration {
    func users() async throws -> ServerDocument {
        try await client.document(ManagementRequest("list the users", .get, "/api/v1/users"))
    }

    func addUser(_ name: String, password: String) async throws -> ServerDocument? {
        try await write(name, password: password, purpose: "add the user \(name)", mode: "add")
    }

    func setPassword(_ password: String, of name: String) async throws -> ServerDocument? {
        try await write(name, password: password, purpose: "change the password of \(name)", mode: "passwd")
    }

    func removeUser(_ name: String) async throws -> ServerDocument? {
        let path = "/api/v1/users/\(ManagementRequest.encoded(name))"
        return try await optional(ManagementRequest("remove the user \(name)", .delete, path))
    }

    private func write(
        _ name: String,
        password: String,
        purpose: String,
        mode: JSONText
    ) async throws -> ServerDocument? {
        let body: JSONText = .object(["name": .string(name), "password": .string(password), "mode": mode])
        return try await optional(ManagementRequest(purpose, .post, "/api/v1/users", body: body))
    }
}

extension RemoteAdministration: TokenAdministration {
    func tokens() async throws -> ServerDocument {
        try await client.document(ManagementRequest("list the tokens", .get, "/api/v1/tokens"))
    }

    func createToken(_ token: TokenRequest) async throws -> ServerDocument {
        let body: JSONText = .object([
            "name": .string(token.name),
            "expires": token.expires.map { .integer($0) } ?? .null,
            "repositories": .array(token.repositories.map { .string($0) }),
            "can": .array(token.can.map { .string($0) }),
        ])
        let purpose = "create the token \(token.name)"
        return try await client.document(ManagementRequest(purpose, .post, "/api/v1/tokens", body: body))
    }

    func revokeToken(_ id: String) async throws -> ServerDocument? {
        let path = "/api/v1/tokens/\(ManagementRequest.encoded(id))"
        return try await optional(ManagementRequest("revoke the token \(id)", .delete, path))
    }
}

extension RemoteAdministration: Maintenance {
    func collectGarbage(_ mode: GarbageMode) async throws -> ServerDocument {
        try await work("collect garbage", "/api/v1/gc", .object(["dryRun": .bool(mode == .dryRun)]))
    }

    func scrub() async throws -> ServerDocument {
        try await work("scrub", "/api/v1/scrub", .object([:]))
    }

    func backUp(to directory: String) async throws -> ServerDocument {
        try await work("back up", "/api/v1/backup", .object(["directory": .string(directory)]))
    }

    private func work(_ purpose: String, _ path: String, _ body: JSONText) async throws -> ServerDocument {
        try await client.document(
            ManagementRequest(purpose, .post, path, body: body, patience: ManagementClient.Patience.long)
        )
    }
}
