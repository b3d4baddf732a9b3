// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel

/// The `holdfast.base/1` document.
public struct BaseDocument {
    private let report: BaseReport

    /// Creates the document.
    public init(_ report: BaseReport) {
        self.report = report
    }

    /// The document as JSON; what is true of most images is left out.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.base/1")
            json.member("images", report.images) { json, image in json.write(image) }
            if report.isBeingIndexed { json.member("indexing", true) }
        }
        return json.bytes
    }
}

extension JSONWriter {
    /// Writes the members of an image with its base.
    fileprivate mutating func write(_ image: BaseReport.Image) {
        let judgement = image.judgement
        member("reference", image.reference)
        member("digest", image.digest.rawValue)
        member("platform", image.platform?.description)
        member("base", image.base.map { name in name + (image.builtOn.map { "@\($0)" } ?? "") })
        member("builtOn", image.builtOn?.rawValue)
        member("current", image.current?.rawValue)
        member("status", judgement.status.rawValue)
        member("words", judgement.words)
        member("evidence", texts: judgement.evidence.map(\.description))
        member("changedFromLayer", judgement.changedFromLayer.map { Int64($0) })
        if let since = image.since { member("since", since.rfc3339) }
        if let hold = image.hold { member("hold", hold) }
        guard let difference = image.difference else { return }
        member("difference") { json in
            json.member("verdict", difference.verdict.rawValue)
            json.member("headline", difference.headline)
            json.member("severity", difference.severity?.rawValue)
        }
    }
}
