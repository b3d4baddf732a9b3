// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What a promotion goes to.
enum TargetKind: Hashable {
    /// A Holdfast.
    case holdfast
    /// A registry of another kind.
    case foreign
    /// Something that does not tell this caller.
    case closed

    /// Asks a registry for its rules, which no other kind has.
    static func ask(_ client: ManagementClient, about reference: Reference) async throws -> TargetKind {
        let answer = try await client.send(
            ManagementRequest(
                "ask \(client.address) for its rules",
                .get,
                "/api/v1/rules",
                query: ["ref": reference.queryText]
            )
        )
        switch answer.status {
        case 401, 403: return .closed
        case 200:
            // Losing the error is right: what is no document of ours comes from another kind of registry.
            let document = try? JSONValue(parsing: answer.bytes)
            return document?["schema"]?.string == "holdfast.rules/1" ? .holdfast : .foreign
        default: return .foreign
        }
    }
}
