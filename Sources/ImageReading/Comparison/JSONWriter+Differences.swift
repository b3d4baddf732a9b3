// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
public import ImageDiff
public import OCIModel

extension JSONWriter {
    /// Writes the members of a difference between two files.
    public mutating func write(_ difference: FileDifference, platform: String?) {
        path("path", difference.path)
        if let platform { member("platform", platform) }
        member("change", difference.change.rawValue)
        member("fields", texts: difference.fields.map(\.rawValue))
        side("from", difference.from)
        side("to", difference.to)
        member("severity", difference.severity.rawValue)
        member("reasons", texts: difference.reasons)
        if let noise = difference.noise { member("noise", noise.rawValue) }
    }

    private mutating func side(_ key: String, _ file: FileTree.File?) {
        guard let file else { return member(key, String?.none) }
        member(key) { json in
            json.member("type", file.hardLinkOf == nil ? file.entry.kind.rawValue : "hardlink")
            json.attributes(of: file.entry, target: file.hardLinkOf ?? file.entry.target)
        }
    }
}
