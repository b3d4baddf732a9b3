// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel

/// An image with its base, as a server wrote it or as it was found out here.
struct BaseLine: Hashable, Sendable {
    static let schema = "holdfast.base/1"

    /// What is built on the base: an image, or the place of a reference in a file.
    var reference: String
    var platform: String?
    /// The name of the base, with the digest that was built on.
    var base: String?
    var builtOn: String?
    var current: String?
    var status: BaseStatus
    /// The judgement for people.
    var words = ""
    var evidence: [String] = []
    var changedFromLayer: Int64?
    /// Since when the name means something else.
    var since: String?
    var hold: Int64?
    /// What the move comes to.
    var headline: String?
    var verdict: String?
    var severity: Severity?
}

extension BaseLine {
    /// Makes a line of a judgement.
    init(_ judgement: BaseJudgement, of reference: String, platform: String?, base: String?) {
        self.init(reference: reference, platform: platform, base: base, status: judgement.status)
        words = judgement.words
        evidence = judgement.evidence.map(\.description)
        changedFromLayer = judgement.changedFromLayer.map { Int64($0) }
    }

    /// The lines of a document; statuses that are not known here count as unknown.
    static func list(in document: ServerDocument) throws(CommandFailure) -> [BaseLine] {
        try document.list("images").map { json in
            var line = BaseLine(
                reference: json["reference"]?.string ?? "",
                status: json["status"]?.string.flatMap(BaseStatus.init(rawValue:)) ?? .unknown
            )
            line.platform = json["platform"]?.string
            line.base = json["base"]?.string
            line.builtOn = json["builtOn"]?.string
            line.current = json["current"]?.string
            line.words = json["words"]?.string ?? ""
            line.evidence = json["evidence"]?.strings ?? []
            line.changedFromLayer = json["changedFromLayer"]?.integer
            line.since = json["since"]?.string
            line.hold = json["hold"]?.integer
            line.headline = json["difference"]?["headline"]?.string
            line.verdict = json["difference"]?["verdict"]?.string
            line.severity = json["difference"]?["severity"]?.string.flatMap(Severity.init(rawValue:))
            return line
        }
    }

    /// The document of lines that were found out here.
    static func document(_ lines: [BaseLine]) throws -> ServerDocument {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", schema)
            json.member("images", lines) { json, line in line.write(to: &json) }
        }
        return try ServerDocument(bytes: json.bytes)
    }

    private func write(to json: inout JSONWriter) {
        json.member("reference", reference)
        json.member("platform", platform)
        json.member("base", base)
        json.member("builtOn", builtOn)
        json.member("current", current)
        json.member("status", status.rawValue)
        json.member("words", words)
        json.member("evidence", texts: evidence)
        json.member("changedFromLayer", changedFromLayer)
        if let since { json.member("since", since) }
        if let hold { json.member("hold", hold) }
        guard let headline else { return }
        json.member("difference") { json in
            json.member("verdict", verdict)
            json.member("headline", headline)
            json.member("severity", severity?.rawValue)
        }
    }

    /// What comes first in a list of what to build anew: what matters most, then what moved first.
    ///
    /// A difference that nobody looked at may be one that matters: it comes right after what is known to.
    var weight: (Int, Int, String, String) {
        let importance =
            switch severity {
            case .high: 0
            case .medium: 2
            case .low: 3
            case .info: 4
            case nil: headline == nil ? 1 : 5
            }
        let kind =
            switch status {
            case .moved: 0
            case .shrunk: 1
            case .metadataOnly: 2
            case .unknown: 3
            case .current: 4
            }
        return (importance, kind, since ?? "~", reference)
    }

    /// How a run ends; nil when there is nothing to report.
    static func status(of lines: [BaseLine], isUnknownFinding: Bool) -> ExitStatus? {
        if isUnknownFinding, lines.contains(where: { $0.status == .unknown }) { return .partial }
        return lines.contains(where: \.status.isMove) ? .finding : nil
    }
}
