// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import ImageReading
internal import OCIClient
internal import OCIModel
internal import Storage

/// The `holdfast.diff/1` document of an image that nothing stands against: `from` is null, and no file is listed.
struct FirstImageDocument {
    private let subject: ComparisonRecord.Subject
    private let summary: HoldSummary
    private let images: [ImageVariant]

    init(subject: ComparisonRecord.Subject, summary: HoldSummary, _ images: [ImageVariant]) {
        self.subject = subject
        self.summary = summary
        self.images = images
    }

    /// The document as JSON.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            DiffHead.write(subject, to: &json)
            json.member("verdict", summary.verdict.rawValue)
            json.member("headline", summary.headline)
            json.member("summary") { json in
                for key in ["added", "removed", "modified", "noise"] { json.member(key, Int64(0)) }
            }
            json.member("platforms", images) { json, image in
                json.member("platform", image.platform.description)
                json.member("from", String?.none)
                json.member("to", image.manifest.digest.rawValue)
                json.member("verdict", summary.verdict.rawValue)
                json.member("change", "added")
            }
            for key in ["files", "config", "packages", "ambiguities"] { json.member(key, texts: []) }
        }
        return json.bytes
    }
}
