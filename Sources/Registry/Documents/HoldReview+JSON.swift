// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Storage

extension HoldReview {
    /// Writes what the document of one hold has besides the hold.
    func write(to json: inout JSONWriter) {
        json.member("current", current?.rawValue)
        json.member("comparison", state.word)
        json.member("comparisonFailure", state.failure)
        json.member("verdict", summary?.verdict.rawValue)
        json.member("headline", summary?.headline)
        if let summary {
            json.member("summary") { summary.write(to: &$0) }
        } else {
            json.member("summary", String?.none)
        }
        json.member("details", mayReadDetails)
        json.member("together", together) { json, companion in
            json.member("tag", companion.tag.rawValue)
            json.member("event", companion.event.rawValue)
            json.member("digest", companion.digest.rawValue)
            json.member("by", companion.by)
            json.member("at", companion.at.rfc3339)
            json.member("hold", companion.hold)
        }
        json.member("sameContent", sameContent) { json, bearer in
            json.member("tag", bearer.tag.rawValue)
            json.member("hold", bearer.hold)
        }
    }
}
