// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A key's way out of trust, as the server writes it into its logs.
enum KeyChange: String {
    case retire
    case revoke

    /// What the key is afterwards.
    private var result: String {
        switch self {
        case .retire: "retired"
        case .revoke: "revoked"
        }
    }

    /// Asks the server for the change and tells what it came to.
    func carryOut(
        _ name: String,
        reason: String?,
        server: ServerOptions,
        login: LoginOptions,
        console: Console
    ) async throws {
        let request = ManagementRequest(
            "\(rawValue) the key \(name)",
            .post,
            "/api/v1/keys/\(ManagementRequest.encoded(name))/\(rawValue)",
            body: .object(["reason": reason.map { .string($0) } ?? .null])
        )
        try await server.withClient(login: login) { client in
            let document = try await client.document(request)
            try console.show(document) { "\(result) \(VisibleText.line(name))" }
            try console.talk(
                "What it signed and is in the logs stays good; what it signs from here on counts for nothing."
            )
        }
    }
}
