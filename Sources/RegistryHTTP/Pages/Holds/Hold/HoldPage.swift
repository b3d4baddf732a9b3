// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Hummingbird
internal import OCIModel
internal import Registry
internal import Storage

/// `/holds/ID`: a held change with all that helps to decide it, and the form that decides.
struct HoldPage {
    /// How many affected images are looked for; the page of affected images has the others.
    private static let maximumAffected = 500

    let comparisons: ReadComparisons

    func respond(to visit: PageVisit, _ id: Int64) async throws -> Response {
        try await page(visit, id, problem: nil)
    }

    /// Takes the form; whatever comes of it is said on the page of the hold, beside the form with what was written.
    func decide(_ visit: PageVisit, _ id: Int64) async throws -> Response {
        let form = try DecisionForm(try await visit.form())
        let registry = visit.registry
        do {
            switch form.verb {
            case .approve:
                _ = try await registry.approve(id, reason: form.reason, asSeen: form.seen, by: visit.caller)
            case .reject:
                _ = try await registry.reject(id, reason: form.reason, asSeen: form.seen, by: visit.caller)
            case .reopen: _ = try await registry.reopen(id, reason: form.reason, by: visit.caller)
            }
            return visit.redirect(to: .hold(id))
        } catch let error as RegistryError where error.isAboutDecision && visit.signIn != .signedOut {
            let mapped = APIError(error) { "\(visit.exchange.baseURL)/holds/\($0)" }
            let problem = DecisionProblem(status: mapped.status, message: error.message, reason: form.reason)
            return try await page(visit, id, problem: problem)
        }
    }

    private func page(_ visit: PageVisit, _ id: Int64, problem: DecisionProblem?) async throws -> Response {
        let review = try await visit.registry.holdReview(id, by: visit.caller)
        let view = HoldView(
            visit: visit,
            review: review,
            needs: try await visit.registry.missingSignatures(of: [review.hold])[id],
            details: try await details(of: review, visit),
            affected: await affected(by: review.hold.record, visit),
            problem: problem,
            selection: DifferenceSelection(visit.query)
        )
        return view.response
    }

    private func details(of review: HoldReview, _ visit: PageVisit) async throws -> HoldView.Details {
        guard review.mayReadDetails else { return .hidden }
        guard review.state == .ready else { return .missing }
        let record = review.hold.record
        let subject = ComparisonRecord.Subject(from: record.from, to: record.to)
        if let known = comparisons.model(of: subject) { return .ready(known) }
        guard let document = try await visit.registry.comparisonDocument(ofHold: record.id, by: visit.caller) else {
            return .missing
        }
        do throws(DiffPageModelError) {
            let model = try DiffPageModel(parsing: document)
            comparisons.keep(model, of: subject)
            return .ready(model)
        } catch {
            return .unreadable(error.description)
        }
    }

    /// Whom the change affects, as far as it can be said; the decision must not hang on it.
    ///
    /// Under a new tag may stand what is known elsewhere, and built on already.
    private func affected(by hold: HoldRecord, _ visit: PageVisit) async -> HoldView.Affected {
        do {
            return .found(
                try await visit.registry.affected(
                    by: hold.from ?? hold.to,
                    in: hold.repository,
                    tags: .current,
                    limit: Self.maximumAffected,
                    by: visit.caller
                )
            )
        } catch let error as RegistryError {
            return .unknown(error.message)
        } catch {
            return .unknown("the registry's index of images could not be read")
        }
    }
}

extension RegistryError {
    /// Tells whether it says why a decision was not made, to somebody who may see the hold.
    fileprivate var isAboutDecision: Bool { [.conflict, .rightMissing, .requestInvalid].contains(code) }
}
