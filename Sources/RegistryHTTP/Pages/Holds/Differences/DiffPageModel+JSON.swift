// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel

/// Why a document cannot be shown.
struct DiffPageModelError: Error, Equatable, CustomStringConvertible {
    let description: String
}

extension DiffPageModel {
    /// Reads a document; members it does not know are left aside.
    ///
    /// Nothing that is listed is dropped in silence: an entry without its path or name makes the whole unreadable, and a
    /// weight it does not know counts as the heaviest.
    init(parsing bytes: [UInt8]) throws(DiffPageModelError) {
        guard bytes.count <= Self.maximumSize else {
            throw DiffPageModelError(description: "the comparison has more than \(Self.maximumSize) bytes")
        }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw DiffPageModelError(description: "the comparison is not valid JSON: \(error)")
        }
        guard json["schema"]?.string == "holdfast.diff/1" else {
            throw DiffPageModelError(description: "the comparison is of a kind that this version does not know")
        }
        isTruncated = json["truncated"] == .bool(true)
        platforms = try list(json, "platforms") { ComparedPlatform($0) }
        files = try list(json, "files") { FileChange($0) }
        settings = try list(json, "config") { Setting($0) }
        packages = try list(json, "packages") { PackageMove($0) }
        doubts = try list(json, "ambiguities") { Doubt($0) }
    }

    private mutating func list<Entry>(
        _ json: JSONValue,
        _ key: String,
        _ read: (JSONValue) -> Entry?
    ) throws(DiffPageModelError) -> [Entry] {
        guard let value = json[key], value != .null else { return [] }
        guard let elements = value.array else {
            throw DiffPageModelError(description: "\(key) of the comparison is no list")
        }
        if elements.count > Self.maximumEntries { isTruncated = true }
        var entries: [Entry] = []
        for (index, element) in elements.prefix(Self.maximumEntries).enumerated() {
            guard let entry = read(element) else {
                throw DiffPageModelError(description: "\(key)[\(index)] of the comparison cannot be read")
            }
            entries.append(entry)
        }
        return entries
    }
}

extension DiffPageModel.ComparedPlatform {
    fileprivate init?(_ json: JSONValue) {
        guard let name = json["platform"]?.string, let change = json["change"]?.string,
            let verdict = json["verdict"]?.string
        else { return nil }
        self.init(name: name, change: change, verdict: verdict, headline: json["headline"]?.string)
    }
}

extension DiffPageModel.Setting {
    fileprivate init?(_ json: JSONValue) {
        guard let field = json["field"]?.string, let platform = json["platform"]?.string else { return nil }
        self.init(
            field: field,
            platform: platform,
            from: json["from"]?.string,
            to: json["to"]?.string,
            severity: json.severity
        )
    }
}

extension DiffPageModel.PackageMove {
    fileprivate init?(_ json: JSONValue) {
        guard let name = json["name"]?.string, let platform = json["platform"]?.string,
            let direction = json["direction"]?.string
        else { return nil }
        self.init(
            name: name,
            platform: platform,
            architecture: json["architecture"]?.string ?? "",
            from: json["from"]?.string,
            to: json["to"]?.string,
            direction: direction,
            severity: json.severity
        )
    }
}

extension DiffPageModel.Doubt {
    fileprivate init?(_ json: JSONValue) {
        guard let path = json["path"]?.string, let platform = json["platform"]?.string, let kind = json["kind"]?.string
        else { return nil }
        self.init(
            path: path,
            platform: platform,
            kind: kind,
            layer: json["layer"]?.integer ?? 0,
            severity: json.severity
        )
    }
}
