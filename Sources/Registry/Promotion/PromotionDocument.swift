// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The `holdfast.promote/1` document.
public struct PromotionDocument {
    private let result: PromotionResult
    private let mode: Promotion.Mode
    private let url: String?

    /// Creates the document of what became of a promotion.
    ///
    /// - Parameters:
    ///   - result: What became of it.
    ///   - mode: Whether anything changed.
    ///   - url: Where the hold can be decided, if there is one.
    public init(_ result: PromotionResult, mode: Promotion.Mode, url: String?) {
        self.result = result
        self.mode = mode
        self.url = url
    }

    /// The document as JSON.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.promote/1")
            json.member("from", result.source.nameHere)
            json.member("to", result.target.nameHere)
            json.member("digest", result.digest.rawValue)
            json.member("previous", result.previous?.rawValue)
            json.member("outcome", result.outcome.rawValue)
            json.member("hold", result.hold)
            json.member("url", url)
            json.member("referrers", Int64(result.referrers))
            json.member("companions", texts: result.companions.map(\.rawValue))
            json.member("notes", texts: result.notes)
            json.member("dryRun", mode == .rehearse)
        }
        return json.bytes
    }
}
