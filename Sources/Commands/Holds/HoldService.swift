// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The holds of a server.
struct HoldService {
    /// A decision.
    enum Decision: String {
        case approve
        case reject
        case reopen
    }

    /// Which holds are meant.
    enum State: String, CaseIterable {
        case open
        case all
    }

    let client: ManagementClient

    /// The holds, of everything or of one repository or tag.
    func list(_ state: State, of reference: Reference?) async throws -> ServerDocument {
        let purpose = reference.map { "list the holds of \($0.queryText)" } ?? "list the holds"
        let request =
            if let reference {
                ManagementRequest(
                    purpose,
                    .get,
                    "/api/v1/holds",
                    query: ["state": state.rawValue, "ref": reference.queryText]
                )
            } else {
                ManagementRequest(purpose, .get, "/api/v1/holds", query: ["state": state.rawValue])
            }
        return try await client.wholeList(request, list: "holds")
    }

    /// One hold.
    func hold(_ id: Int64, patience: Duration = ManagementClient.Patience.brief) async throws -> ServerDocument {
        try await client.document(
            ManagementRequest("read hold \(id)", .get, "/api/v1/holds/\(id)", patience: patience)
        )
    }

    /// Decides a hold and returns what became of it.
    func decide(_ decision: Decision, hold id: Int64, reason: String?) async throws -> ServerDocument {
        let body: JSONText = reason.map { .object(["reason": .string($0)]) } ?? .object([:])
        return try await client.document(
            ManagementRequest(
                "\(decision.rawValue) hold \(id)",
                .post,
                "/api/v1/holds/\(id)/\(decision.rawValue)",
                body: body
            )
        )
    }

    /// Finds the newest hold of a tag that satisfies a condition, nil if there is none.
    func newest(
        of target: TaggedReference,
        in state: State,
        where isMeant: (HoldView) -> Bool
    ) async throws -> HoldView? {
        try HoldView.list(in: try await list(state, of: target.reference))
            .filter { $0.name == target.name && isMeant($0) }
            .max { $0.id < $1.id }
    }

    /// The number of the hold that a decision is about.
    ///
    /// A digest in the reference must be the one that the hold offers, so that nobody decides about other content than
    /// they looked at.
    func number(of target: HoldTarget, for decision: Decision) async throws -> Int64 {
        switch target {
        case .id(let id): id
        case .tag(let tagged): try await number(of: tagged, for: decision)
        }
    }

    private func number(of tagged: TaggedReference, for decision: Decision) async throws -> Int64 {
        let hold =
            switch decision {
            case .approve, .reject: try await newest(of: tagged, in: .open) { $0.isUndecided }
            case .reopen: try await newest(of: tagged, in: .all) { $0.state == "rejected" }
            }
        guard let hold else {
            let kind = decision == .reopen ? "rejected" : "open"
            throw CommandFailure(
                .registry,
                "could not \(decision.rawValue): \(tagged.name) has no \(kind) hold",
                advice: "`holdfast holds list --state all \(tagged.written)` shows the earlier ones."
            )
        }
        try check(hold, offers: tagged)
        return hold.id
    }

    private func check(_ hold: HoldView, offers target: TaggedReference) throws(CommandFailure) {
        guard let digest = target.reference.digest, digest.rawValue != hold.to else { return }
        throw CommandFailure(
            .registry,
            "hold \(hold.id) of \(target.name) offers \(hold.to), not \(digest)",
            advice: "`holdfast holds show \(hold.id)` shows it."
        )
    }
}
