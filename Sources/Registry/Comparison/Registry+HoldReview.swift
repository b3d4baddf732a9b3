// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension Registry {
    /// Gives a hold with what helps to decide it.
    ///
    /// - Throws: ``RegistryError`` with `holdUnknown`.
    public func holdReview(_ id: Int64, by caller: Caller) async throws -> HoldReview {
        let hold = try await hold(id, by: caller)
        let record = hold.record
        let (current, stored, mayRead, together, bearers) = try await metadata.read { store in
            var readership = Readership(store, caller)
            return (
                try store.tag(record.tag, in: record.repository)?.digest,
                try store.comparisonSummary(of: record.subject),
                try readership.admitsToBothSides(of: record, in: store),
                try store.companions(of: record),
                try store.bearers(of: record)
            )
        }
        let (state, summary) = comparisonState(of: record, stored)
        if state == .pending { try await askForComparison(of: record) }
        return HoldReview(
            hold: hold,
            current: current,
            state: state,
            summary: mayRead ? summary : summary?.withoutDetails,
            together: together,
            sameContent: bearers,
            mayReadDetails: mayRead
        )
    }

    /// Gives the comparison of a hold as a `holdfast.diff/1` document, or nil while it is being made.
    ///
    /// - Throws: ``RegistryError``: `holdUnknown`; `rightMissing` for those who may not read both sides; `conflict` when
    ///   it cannot be made, with the reason.
    public func comparisonDocument(ofHold id: Int64, by caller: Caller) async throws -> [UInt8]? {
        let record = try await hold(id, by: caller).record
        let (stored, mayRead) = try await metadata.read { store in
            var readership = Readership(store, caller)
            return (try store.comparison(of: record.subject), try readership.admitsToBothSides(of: record, in: store))
        }
        guard mayRead else {
            throw RegistryError(
                .rightMissing,
                "hold \(id) is about content that waits for a decision; its pusher and approvers may see what differs",
                hold: id
            )
        }
        switch comparisonState(of: record, stored).0 {
        case .ready: return stored.map { DiffHead.named($0.document, record.subject, in: record.repository) }
        case .pending:
            try await askForComparison(of: record)
            return nil
        case .failed(let reason):
            throw RegistryError(.conflict, "what hold \(id) offers could not be compared: \(reason)", hold: id)
        }
    }

    /// Tells in short how the comparisons of holds stand, by the holds' numbers.
    public func comparisonBriefs(of holds: [Hold]) async throws -> [Int64: ComparisonBrief] {
        var briefs: [Int64: ComparisonBrief] = [:]
        for record in holds.map(\.record) {
            if let known = comparisons.brief(of: record.request) {
                briefs[record.id] = known
                continue
            }
            let stored = try await metadata.read { try $0.comparisonSummary(of: record.subject) }
            let (state, summary) = comparisonState(of: record, stored)
            let brief = summary.map { ComparisonBrief($0) } ?? ComparisonBrief(state)
            // What is pending or in trouble does not stay so.
            if summary != nil || state.failure != nil && state.failure == stored?.failure {
                comparisons.keep(brief, of: record.request)
            }
            briefs[record.id] = brief
        }
        return briefs
    }

    /// Where a comparison stands, by what is stored and by what is known of it besides.
    func comparisonState(of hold: HoldRecord, _ stored: ComparisonRecord?) -> (ComparisonState, HoldSummary?) {
        if let stored, suffices(stored, in: hold.repository) {
            if let failure = stored.failure { return (.failed(failure), nil) }
            if let summary = HoldSummary(json: stored.summary) { return (.ready, summary) }
        }
        if let trouble = comparisons.trouble(with: hold.subject) {
            return (.failed("\(trouble.reason); it will be tried again"), nil)
        }
        return (.pending, nil)
    }

    /// Has the comparison of a decided hold made, if its content is still there; those of open holds are made anyway.
    private func askForComparison(of hold: HoldRecord) async throws {
        guard hold.state != .open else { return }
        comparisons.ask(for: hold.request)
    }
}

extension HoldRecord {
    /// What is to be compared.
    var subject: ComparisonRecord.Subject { ComparisonRecord.Subject(from: from, to: to) }

    /// The same, and where.
    var request: ComparisonDesk.Request { ComparisonDesk.Request(subject: subject, repository: repository) }
}

extension Readership {
    /// Tells whether the caller may read what a hold offers and what its tag meant.
    ///
    /// Of content that is gone, approvers may see what it was.
    mutating func admitsToBothSides(of hold: HoldRecord, in store: any MetadataReader) throws -> Bool {
        for digest in [hold.from, hold.to].compactMap(\.self) {
            if let manifest = try store.manifest(digest, in: hold.repository) {
                guard try admits(manifest, in: hold.repository) else { return false }
            } else {
                guard try admitsToHeld(digest, pushedBy: hold.offeredBy, in: hold.repository) else { return false }
            }
        }
        return true
    }
}
