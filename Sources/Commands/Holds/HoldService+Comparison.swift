// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What the API tells of what a hold changes.
extension HoldService {
    /// A server gives up after half an hour.
    private static let longestWait = Duration.seconds(2_400)

    /// A hold, once its comparison is made.
    func comparedHold(_ id: Int64, talkingTo console: Console) async throws -> ServerDocument {
        try await waiting(for: id, console) {
            let document = try await hold(id)
            return try HoldSummaryView(document).isPending ? nil : document
        }
    }

    /// The whole comparison; nil while it is being made.
    func comparison(_ id: Int64) async throws -> ServerDocument? {
        let request = ManagementRequest("read what hold \(id) changes", .get, "/api/v1/holds/\(id)/diff")
        let answer = try await client.perform(request)
        return answer.status == 202 ? nil : try ServerDocument(bytes: answer.bytes)
    }

    /// The whole comparison, once it is made.
    func completeComparison(_ id: Int64, talkingTo console: Console) async throws -> ServerDocument {
        try await waiting(for: id, console) { try await comparison(id) }
    }

    private func waiting(
        for id: Int64,
        _ console: Console,
        _ look: () async throws -> ServerDocument?
    ) async throws -> ServerDocument {
        let surroundings = Surroundings.current
        let start = surroundings.uptime()
        var isAnnounced = false
        while surroundings.uptime() - start < Self.longestWait {
            if let document = try await look() { return document }
            if !isAnnounced { try console.talk("Waiting for the comparison of hold \(id) …") }
            isAnnounced = true
            try await surroundings.sleep(.seconds(1))
        }
        throw CommandFailure(
            .registry,
            "the comparison of hold \(id) is not made yet",
            advice: "`holdfast holds show \(id)` tells how it stands."
        )
    }
}
