// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import ImageDiff
import OCIModel

extension DiffReport {
    /// The document `holdfast.diff/1`.
    public var json: [UInt8] { json(within: .none) }

    /// The document `holdfast.diff/1`, with no more in it than the bounds allow.
    ///
    /// - Parameters:
    ///   - bounds: What it may hold. The counts in it are of everything, and `truncated` says that it lacks something.
    ///   - texts: What differs in the text of files.
    /// - Returns: The document as JSON.
    public func json(within bounds: DocumentBounds, texts: [FileDifference: TextDifference] = [:]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.diff/1")
            json.side("from", from)
            json.side("to", to)
            json.member("verdict", verdict.rawValue)
            json.member("headline", comparison.headline)
            json.member("equality", comparison.rung.phrase)
            json.member("summary") { json in
                json.member("added", Int64(count(of: .added)))
                json.member("removed", Int64(count(of: .removed)))
                json.member("modified", Int64(count(of: .modified)))
                json.member("noise", Int64(noiseCount))
            }
            if isTruncated(within: bounds) { json.member("truncated", true) }
            json.member("platforms", platforms) { json, platform in json.write(platform) }
            json.member("files", files(within: bounds)) { json, item in
                json.write(item.difference, platform: item.platform)
                guard let text = texts[item.difference] else { return }
                json.member("text", text.hunks)
                if text.isCut { json.member("textTruncated", true) }
            }
            json.member("config", settings.prefix(bounds.others)) { json, item in
                json.member("field", item.difference.field.rawValue)
                json.member("platform", item.platform)
                json.member("from", item.difference.from?.shortened(to: bounds.value))
                json.member("to", item.difference.to?.shortened(to: bounds.value))
                json.member("severity", item.difference.severity.rawValue)
            }
            json.member("packages", packages.prefix(bounds.others)) { json, item in
                json.write(item.change, platform: item.platform)
            }
            json.member("ambiguities", ambiguities.prefix(bounds.others)) { json, item in
                json.write(item.finding, platform: item.platform)
            }
            json.member("layers") { json in
                let layers = platforms.compactMap(\.comparison?.layers)
                json.member("shared", Int64(layers.reduce(0) { $0 + $1.shared }))
                json.member("from", Int64(layers.reduce(0) { $0 + $1.from }))
                json.member("to", Int64(layers.reduce(0) { $0 + $1.to }))
            }
        }
        return json.bytes
    }
}

extension String {
    /// The text, or its beginning in at most some bytes with a mark that there is more.
    public func shortened(to bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        var scalars = String.UnicodeScalarView()
        var length = 0
        for scalar in unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= bytes else { break }
            scalars.append(scalar)
        }
        return String(scalars) + "…"
    }
}

extension JSONWriter {
    fileprivate mutating func side(_ key: String, _ side: DiffReport.Side) {
        member(key) { json in
            json.member("reference", side.reference)
            json.member("digest", side.digest.rawValue)
        }
    }

    fileprivate mutating func write(_ platform: IndexComparison.Compared) {
        member("platform", platform.pair.platform)
        member("from", platform.pair.from?.digest.rawValue)
        member("to", platform.pair.to?.digest.rawValue)
        member("verdict", platform.verdict.rawValue)
        member("change", platform.pair.change.rawValue)
        guard let comparison = platform.comparison else { return }
        member("headline", comparison.headline)
        member("equality", comparison.rung.phrase)
    }

    fileprivate mutating func write(_ change: PackageChange, platform: String) {
        member("name", change.name)
        member("platform", platform)
        member("manager", change.manager.rawValue)
        member("architecture", change.architecture)
        member("from", change.from)
        member("to", change.to)
        member("direction", change.direction.rawValue)
        member("severity", change.severity.rawValue)
    }

    fileprivate mutating func write(_ finding: AmbiguityFinding, platform: String) {
        path("path", finding.ambiguity.path)
        member("platform", platform)
        member("kind", finding.ambiguity.kind.rawValue)
        member("layer", Int64(finding.ambiguity.layer))
        member("severity", finding.severity.rawValue)
        if let containerd = finding.ambiguity.containerd { member("containerd", containerd) }
        if let detail = finding.ambiguity.detail { member("detail", detail) }
    }
}
