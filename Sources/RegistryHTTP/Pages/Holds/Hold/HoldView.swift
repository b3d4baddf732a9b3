// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Hummingbird
internal import ImageDiff
internal import OCIModel
internal import Registry
internal import Storage

/// All that stands on the page of a hold.
struct HoldView {
    /// The differences one by one.
    enum Details {
        /// The visitor may not read what is held.
        case hidden
        /// There is no comparison, or not yet.
        case missing
        case unreadable(String)
        case ready(DiffPageModel)
    }

    /// Whom the change affects.
    enum Affected {
        case found(AffectedImages)
        case unknown(String)
    }

    let visit: PageVisit
    let review: HoldReview
    /// The signatures that are missing, in words, where the hold waits for some.
    let needs: String?
    let details: Details
    let affected: Affected
    let problem: DecisionProblem?
    let selection: DifferenceSelection

    var hold: HoldRecord { review.hold.record }
    var name: String { "\(hold.repository):\(hold.tag)" }
    /// Tells whether the tag meant nothing when this was held, so that there is nothing to compare with.
    var isFirst: Bool { hold.from == nil }

    /// Tells whether the page loads itself again.
    ///
    /// Somebody who writes a reason meanwhile would lose it. So the form waits for the comparison, too, unless it is
    /// asked for.
    var isWaiting: Bool {
        review.state == .pending && hold.state == .open && problem == nil && visit.query["wait"] != "no"
    }

    var response: Response {
        visit.page(
            "Hold \(hold.id): \(name)",
            section: .holds,
            crumbs: [PageCrumb("Holds", .holds)],
            status: problem?.status ?? .ok,
            refresh: isWaiting ? 3 : nil
        ) { html in
            html.element(.article, .class("hold")) { html in
                heading(&html)
                html.element(.div, .class("hold-main")) { html in
                    changes(&html)
                    surroundings(&html)
                    affectedImages(&html)
                }
                decision(&html)
                differences(&html)
            }
        }
    }

    /// Tells whether several platforms were compared, so that each line has to say which it is about.
    var hasPlatforms: Bool { (review.summary?.platforms.count ?? 0) > 1 }
}
