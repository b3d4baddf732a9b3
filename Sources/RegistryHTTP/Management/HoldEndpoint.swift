// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Registry
internal import Storage

/// `/api/v1/holds` and `/holds/ID`: the decisions that wait, and making them.
struct HoldEndpoint {
    /// The most holds of one answer.
    private static let pageSize = 1_000

    /// The most affected images that are listed with a hold.
    private static let maximumAffected = 100

    let registry: Registry

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        switch (route, exchange.method) {
        case (.holds, .get): return try await list(exchange)
        case (.hold(let id), .get):
            let review = try await registry.holdReview(try number(id), by: exchange.caller)
            let affected = try await affected(by: review.hold.record, exchange.caller)
            let needs = try await registry.missingSignatures(of: [review.hold])
            return .document(HoldDocument(review, affected: affected, needs: needs, url: exchange.holdURL).json)
        case (.decision(let id, "diff"), .get): return try await comparison(try number(id), exchange)
        case (.holdPage(let id), .get): return try await page(try number(id), exchange)
        case (.decision(let id, let verb), .post): return try await decide(try number(id), verb, exchange)
        default: throw APIError.methodNotAllowed(exchange.method)
        }
    }

    /// The images that are built on what the tag of a hold meant, or on what is offered where it meant nothing; nil
    /// where nothing can be said, or not to the caller.
    private func affected(by hold: HoldRecord, _ caller: Caller) async throws -> AffectedImages? {
        do {
            return try await registry.affected(
                by: hold.from ?? hold.to,
                in: hold.repository,
                tags: .current,
                limit: Self.maximumAffected,
                by: caller
            )
        } catch let error as RegistryError where [.manifestUnknown, .held, .rightMissing].contains(error.code) {
            return nil
        }
    }

    private func number(_ text: String) throws -> Int64 {
        guard let id = Int64(text), id > 0 else {
            throw APIError(
                .notFound,
                .nameUnknown,
                "there is no hold \"\(text.prefix(40))\"; holds are numbered from 1"
            )
        }
        return id
    }

    /// What differs, once that is known.
    private func comparison(_ id: Int64, _ exchange: Exchange) async throws -> Response {
        if let document = try await registry.comparisonDocument(ofHold: id, by: exchange.caller) {
            return .document(document)
        }
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.comparison/1")
            json.member("hold", id)
            json.member("comparison", ComparisonState.pending.word)
        }
        var response = Response.document(json.bytes, status: .accepted)
        response.headers[.retryAfter] = "2"
        return response
    }

    private func list(_ exchange: Exchange) async throws -> Response {
        try exchange.caller.requireSignInIfNeeded()
        let states: Set<HoldRecord.State>
        switch exchange.query["state"] ?? "open" {
        case "open": states = [.open, .pending]
        case "all": states = Set(HoldRecord.State.allCases)
        default: throw APIError(.badRequest, .unsupported, "state must be open or all")
        }
        let reference = try exchange.reference()
        let limit = try Paging(exchange.query, maximum: Self.pageSize).limit
        let holds = try await registry.holds(
            in: reference?.repository,
            tag: reference?.tag,
            states: states,
            before: exchange.query["before"].flatMap { Int64($0) },
            limit: limit + 1,
            by: exchange.caller
        )
        let page = Array(holds.prefix(limit))
        let briefs = try await registry.comparisonBriefs(of: page)
        let needs = try await registry.missingSignatures(of: page)
        var response = Response.document(
            HoldDocument(page, briefs: briefs, needs: needs, url: exchange.holdURL).json
        )
        if holds.count > page.count, let last = page.last {
            let selection = [("state", exchange.query["state"]), ("ref", exchange.query["ref"])]
            response.headers[.link] = Paging.link(
                "/api/v1/holds",
                selection.compactMap { name, value in value.map { (name, $0) } }
                    + [("n", String(limit)), ("before", String(last.record.id))]
            )
        }
        return response
    }

    private func decide(_ id: Int64, _ verb: String, _ exchange: Exchange) async throws -> Response {
        try CrossSiteGuard.requireJSON(exchange.fields)
        let json = try await exchange.jsonBody()
        let reason = try reason(json["reason"])
        switch verb {
        case "approve": return document(try await registry.approve(id, reason: reason, by: exchange.caller), exchange)
        case "reject": return document(try await registry.reject(id, reason: reason, by: exchange.caller), exchange)
        case "reopen": return document(try await registry.reopen(id, reason: reason, by: exchange.caller), exchange)
        default: throw APIError(.notFound, .unsupported, "a hold can be approved, rejected or reopened")
        }
    }

    private func reason(_ json: JSONValue?) throws -> String? {
        switch json {
        case nil, .null?: return nil
        case .string(let text)? where text.utf8.count <= 4_096: return text.isEmpty ? nil : text
        default: throw APIError(.badRequest, .unsupported, "reason must be text of at most 4096 bytes")
        }
    }

    private func document(_ hold: Hold, _ exchange: Exchange) -> Response {
        .document(HoldDocument([hold], url: exchange.holdURL).json)
    }

    private func advice(_ hold: HoldRecord) -> String {
        switch hold.state {
        case .open:
            """
            What differs: holdfast holds show \(hold.id)
            Decide with:  holdfast holds approve \(hold.id)   or: holdfast holds reject \(hold.id)
            """
        case .pending: "Sign it with: holdfast sign \(hold.repository):\(hold.tag) --key FILE"
        default: "To open it again: holdfast holds reopen \(hold.id)"
        }
    }

    /// The place that the message of a refused push names, as plain text.
    private func page(_ id: Int64, _ exchange: Exchange) async throws -> Response {
        let review = try await registry.holdReview(id, by: exchange.caller)
        let hold = review.hold
        let record = hold.record
        let needs = try await registry.missingSignatures(of: [hold])[record.id]
        let lines = [
            "Hold \(record.id): \(record.repository):\(record.tag) is \(record.state.rawValue)",
            review.summary.map { VisibleText.line($0.headline) },
            "",
            "now      \(review.current?.rawValue ?? "(the tag does not exist)")",
            "offered  \(record.to)",
            "by       \(record.offeredBy)\(record.offeredFrom.map { " from \($0)" } ?? "") at \(record.offeredAt.rfc3339)",
            "rule     \(record.rule)",
            needs.map { "pending  \($0)" },
            record.decidedBy.map { "decided  by \($0) at \(record.decidedAt?.rfc3339 ?? "")" },
            record.reason.map { "reason   \($0)" },
            hold.expiresAt.map { "expires  \($0.rfc3339)" },
            hold.releaseAt.map { "released by time at \($0.rfc3339)" },
            "",
            advice(record),
            "",
        ]
        return .text(lines.compactMap { $0 }.joined(separator: "\n"))
    }
}
