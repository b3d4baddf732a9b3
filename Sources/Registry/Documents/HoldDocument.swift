// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Storage

/// The `holdfast.holds/1` document.
public struct HoldDocument {
    private let holds: [Hold]
    private let briefs: [Int64: ComparisonBrief]
    private let needs: [Int64: String]
    private let review: HoldReview?
    private let affected: AffectedImages?
    private let url: (Int64) -> String?

    /// Creates the document of a list.
    ///
    /// - Parameters:
    ///   - holds: The holds in the order they are to be listed.
    ///   - briefs: How their comparisons stand, by number; what is not among them is not said.
    ///   - needs: The signatures that are missing, in words, by number.
    ///   - url: Gives the address at which the hold of a number can be decided; nil writes null.
    public init(
        _ holds: [Hold],
        briefs: [Int64: ComparisonBrief] = [:],
        needs: [Int64: String] = [:],
        url: @escaping (Int64) -> String?
    ) {
        self.holds = holds
        self.briefs = briefs
        self.needs = needs
        self.review = nil
        self.affected = nil
        self.url = url
    }

    /// Creates the document of one hold, with all that helps to decide it.
    ///
    /// - Parameters:
    ///   - review: The hold.
    ///   - affected: The images that are built on what its tag means; nil where nothing can be said.
    ///   - needs: The signatures that are missing, in words, by number.
    ///   - url: Gives the address at which the hold of a number can be decided; nil writes null.
    public init(
        _ review: HoldReview,
        affected: AffectedImages? = nil,
        needs: [Int64: String] = [:],
        url: @escaping (Int64) -> String?
    ) {
        self.holds = [review.hold]
        self.briefs = [:]
        self.needs = needs
        self.review = review
        self.affected = affected
        self.url = url
    }

    /// The document as JSON.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.holds/1")
            json.member("holds", holds) { json, hold in
                write(hold, to: &json)
                if let needs = needs[hold.record.id] { json.member("needs", needs) }
                if let brief = briefs[hold.record.id] {
                    json.member("comparison", brief.state.word)
                    json.member("verdict", brief.verdict?.rawValue)
                    json.member("headline", brief.headline)
                }
                if let review { review.write(to: &json) }
                if let affected {
                    json.member("affected", affected.images) { json, image in json.write(image) }
                    if affected.isTruncated { json.member("affectedTruncated", true) }
                }
            }
        }
        return json.bytes
    }

    private func write(_ hold: Hold, to json: inout JSONWriter) {
        let record = hold.record
        json.member("id", record.id)
        json.member("repository", record.repository.rawValue)
        json.member("tag", record.tag.rawValue)
        json.member("from", record.from?.rawValue)
        json.member("to", record.to.rawValue)
        json.member("state", record.state.rawValue)
        json.member("offeredBy", record.offeredBy)
        json.member("offeredAt", record.offeredAt.rfc3339)
        if let reopenedAt = record.reopenedAt { json.member("reopenedAt", reopenedAt.rfc3339) }
        json.member("decidedBy", record.decidedBy)
        json.member("decidedAt", record.decidedAt?.rfc3339)
        json.member("reason", record.reason)
        json.member("rule", record.rule)
        json.member("client", record.offeredFrom)
        json.member("expiresAt", hold.expiresAt?.rfc3339)
        json.member("releaseAt", hold.releaseAt?.rfc3339)
        json.member("url", url(record.id))
    }
}
