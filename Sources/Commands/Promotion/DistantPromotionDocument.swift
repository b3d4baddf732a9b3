// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageReading
import OCIClient
import OCIModel
import Registry

/// The document `holdfast.promote/1` of a promotion between registries, as far as a copy knows what belongs in it.
struct DistantPromotionDocument {
    let from: ImageLocation
    let to: ImageLocation

    /// What a copy came to that nothing stood against.
    func json(_ report: CopyReport, previous: Digest?) -> [UInt8] {
        var content = Content(digest: report.digest, previous: previous)
        content.outcome = previous == report.digest ? .unchanged : .promoted
        content.referrers = report.referrers
        content.companions = report.companions
        content.notes = report.notes + report.refused
        return json(content)
    }

    /// A change that waits for a decision.
    func json(heldAs hold: HoldView, _ digest: Digest, previous: Digest?) -> [UInt8] {
        var content = Content(digest: digest, previous: previous)
        content.outcome = .held
        content.hold = hold
        return json(content)
    }

    /// What would become of it.
    func json(rehearsedAs outcome: PromotionResult.Outcome, _ digest: Digest, previous: String?) -> [UInt8] {
        var content = Content(digest: digest, previous: nil)
        content.previous = previous
        content.outcome = outcome
        content.isRehearsed = true
        return json(content)
    }

    private struct Content {
        let digest: Digest
        var previous: String?
        var outcome = PromotionResult.Outcome.promoted
        var hold: HoldView?
        var referrers = 0
        var companions: [String] = []
        var notes: [String] = []
        var isRehearsed = false

        init(digest: Digest, previous: Digest?) {
            self.digest = digest
            self.previous = previous?.rawValue
        }
    }

    private func json(_ content: Content) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.promote/1")
            json.member("from", from.description)
            json.member("to", to.description)
            json.member("digest", content.digest.rawValue)
            json.member("previous", content.previous)
            json.member("outcome", content.outcome.rawValue)
            json.member("hold", content.hold?.id)
            json.member("url", content.hold?.url)
            json.member("referrers", Int64(content.referrers))
            json.member("companions", texts: content.companions)
            json.member("notes", texts: content.notes)
            json.member("dryRun", content.isRehearsed)
        }
        return json.bytes
    }
}
