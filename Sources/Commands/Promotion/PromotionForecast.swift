// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Registry

/// What the rules of a tag would do to a promotion, as far as the answer to `rules test` tells.
struct PromotionForecast {
    /// How it would end; nil when it would be refused.
    let outcome: PromotionResult.Outcome?
    /// What the tag means.
    let previous: String?

    /// Reads the document `holdfast.rules/1`.
    init(_ digest: Digest, under rules: JSONValue) {
        let current = rules["current"]?.string
        previous = current
        guard current != digest.rawValue else {
            outcome = .unchanged
            return
        }
        switch rules[current == nil ? "create" : "change"]?.string {
        case "hold": outcome = .held
        case "deny": outcome = nil
        default: outcome = .promoted
        }
    }
}
