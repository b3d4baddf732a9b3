// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel

extension FileChange {
    /// Reads an entry of the list of files; nil when it does not say which path and what happened to it.
    init?(_ json: JSONValue) {
        guard let path = json["path"]?.string, let platform = json["platform"]?.string,
            let change = json["change"]?.string.flatMap(FileDifference.Change.init)
        else { return nil }
        self.init(
            path: path,
            platform: platform,
            change: change,
            fields: json["fields"]?.array?.compactMap(\.string) ?? [],
            from: json["from"].flatMap(Side.init),
            to: json["to"].flatMap(Side.init),
            severity: json.severity,
            reasons: json["reasons"]?.array?.compactMap(\.string) ?? [],
            noise: json["noise"]?.string,
            text: json["text"]?.string,
            isTextCut: json["textTruncated"] == .bool(true)
        )
    }
}

extension FileChange.Side {
    fileprivate init?(_ json: JSONValue) {
        guard let type = json["type"]?.string else { return nil }
        self.init(
            type: type,
            mode: json["mode"]?.string ?? "",
            userID: json["uid"]?.integer ?? 0,
            groupID: json["gid"]?.integer ?? 0,
            size: json["size"]?.integer ?? 0,
            digest: json["digest"]?.string,
            target: json["target"]?.string
        )
    }
}

extension JSONValue {
    /// The weight of an entry; one that is not known is the heaviest, so that nothing is overlooked.
    var severity: Severity { self["severity"]?.string.flatMap(Severity.init) ?? .high }

    /// The number, when this is a whole one.
    var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }
}
