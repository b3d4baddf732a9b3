// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
public import OCIModel

extension HoldSummary {
    /// The summary as JSON, as it is stored and as the API gives it.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { write(to: &$0) }
        return json.bytes
    }

    /// Writes the members of the summary.
    public func write(to json: inout JSONWriter) {
        json.member("verdict", verdict.rawValue)
        json.member("headline", headline)
        json.member("first", isFirst)
        json.member("platforms", platforms) { json, platform in
            json.member("platform", platform.name)
            json.member("change", platform.change.rawValue)
            json.member("verdict", platform.verdict.rawValue)
            json.member("headline", platform.headline)
            if !platform.isCompared { json.member("compared", false) }
            guard let facts = platform.facts else { return }
            json.member("heaviest", facts.heaviest?.rawValue)
            json.member("settingsDiffer", facts.settingsDiffer)
            json.member("doubtfulPaths", texts: facts.doubtfulPaths)
        }
        json.member("severities") { json in
            for severity in Severity.allCases.reversed() {
                json.member(severity.rawValue, Int64(severities[severity] ?? 0))
            }
        }
        json.member("files") { json in
            json.member("added", Int64(files.added))
            json.member("removed", Int64(files.removed))
            json.member("modified", Int64(files.modified))
            json.member("noise", Int64(files.noise))
        }
        json.member("config", settings) { json, setting in
            json.member("field", setting.field)
            json.member("platform", setting.platform)
            json.member("from", setting.from)
            json.member("to", setting.to)
            json.member("severity", setting.severity.rawValue)
        }
        json.member("packages") { json in
            for direction in PackageChange.Direction.allCases {
                json.member(direction.rawValue, Int64(packageCounts[direction] ?? 0))
            }
            json.member("first", packages) { json, package in
                json.member("name", package.name)
                json.member("from", package.from)
                json.member("to", package.to)
                json.member("direction", package.direction.rawValue)
            }
        }
        json.member("notableFiles", notableFiles) { json, file in
            json.member("path", file.path)
            json.member("platform", file.platform)
            json.member("change", file.change.rawValue)
            json.member("severity", file.severity.rawValue)
            json.member("reasons", texts: file.reasons)
        }
        json.member("labels", labels) { json, label in
            json.member("name", label.name)
            json.member("from", label.from)
            json.member("to", label.to)
            json.member("same", label.isSame)
        }
        json.member("unjudged", unjudged)
        if let words = uncomparedWords {
            json.member("uncompared", texts: uncompared)
            json.member("uncomparedWords", words)
        }
    }

    /// Reads a summary that was stored; nil when it is none of this version.
    public init?(json bytes: [UInt8]) {
        // That it cannot be read is all there is to know: it is made anew then.
        guard let json = try? JSONValue(parsing: bytes),
            let verdict = json["verdict"]?.string.flatMap(Verdict.init(rawValue:)),
            let headline = json["headline"]?.string
        else { return nil }
        self.init(verdict: verdict, headline: headline)
        isFirst = json["first"] == .bool(true)
        unjudged = json["unjudged"]?.string
        for element in json["platforms"]?.array ?? [] {
            guard let platform = Platform(element) else { return nil }
            platforms.append(platform)
        }
        for severity in Severity.allCases { severities[severity] = json["severities"]?.count(severity.rawValue) }
        files = FileCounts(
            added: json["files"]?.count("added") ?? 0,
            removed: json["files"]?.count("removed") ?? 0,
            modified: json["files"]?.count("modified") ?? 0,
            noise: json["files"]?.count("noise") ?? 0
        )
        settings = (json["config"]?.array ?? []).compactMap { Setting($0) }
        for direction in PackageChange.Direction.allCases {
            packageCounts[direction] = json["packages"]?.count(direction.rawValue)
        }
        packages = (json["packages"]?["first"]?.array ?? []).compactMap { Package($0) }
        notableFiles = (json["notableFiles"]?.array ?? []).compactMap { File($0) }
        labels = (json["labels"]?.array ?? []).compactMap { element in
            element["name"]?.string.map {
                Label(name: $0, from: element["from"]?.string, to: element["to"]?.string)
            }
        }
    }
}

extension JSONValue {
    fileprivate func count(_ key: String) -> Int? {
        guard case .integer(let number)? = self[key] else { return nil }
        return Int(exactly: number)
    }

    fileprivate var texts: [String] { (array ?? []).compactMap(\.string) }

    fileprivate var severity: Severity? { self["severity"]?.string.flatMap(Severity.init(rawValue:)) }
}

extension HoldSummary.Platform {
    fileprivate init?(_ json: JSONValue) {
        guard let name = json["platform"]?.string,
            let change = json["change"]?.string.flatMap(PlatformPair.Change.init(rawValue:)),
            let verdict = json["verdict"]?.string.flatMap(Verdict.init(rawValue:))
        else { return nil }
        var facts: ChangeFacts?
        if let heaviest = json["heaviest"] {
            // A severity that is not known here must not pass for none.
            guard heaviest == .null || heaviest.string.flatMap(Severity.init(rawValue:)) != nil else { return nil }
            facts = ChangeFacts(
                heaviest: heaviest.string.flatMap(Severity.init(rawValue:)),
                settingsDiffer: json["settingsDiffer"] != .bool(false),
                doubtfulPaths: json["doubtfulPaths"]?.texts ?? [""]
            )
        }
        self.init(name: name, change: change, verdict: verdict, headline: json["headline"]?.string, facts: facts)
        isCompared = json["compared"] != .bool(false)
    }
}

extension HoldSummary.Setting {
    fileprivate init?(_ json: JSONValue) {
        guard let field = json["field"]?.string, let platform = json["platform"]?.string, let severity = json.severity
        else { return nil }
        self.init(
            field: field,
            platform: platform,
            from: json["from"]?.string,
            to: json["to"]?.string,
            severity: severity
        )
    }
}

extension HoldSummary.Package {
    fileprivate init?(_ json: JSONValue) {
        guard let name = json["name"]?.string,
            let direction = json["direction"]?.string.flatMap(PackageChange.Direction.init(rawValue:))
        else { return nil }
        self.init(name: name, from: json["from"]?.string, to: json["to"]?.string, direction: direction)
    }
}

extension HoldSummary.File {
    fileprivate init?(_ json: JSONValue) {
        guard let path = json["path"]?.string, let platform = json["platform"]?.string,
            let change = json["change"]?.string.flatMap(FileDifference.Change.init(rawValue:)),
            let severity = json.severity
        else { return nil }
        self.init(
            path: path,
            platform: platform,
            change: change,
            severity: severity,
            reasons: json["reasons"]?.texts ?? []
        )
    }
}
