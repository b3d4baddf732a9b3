// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The `holdfast.affected/1` document.
public struct AffectedDocument {
    private let affected: AffectedImages

    /// Creates the document.
    public init(_ affected: AffectedImages) {
        self.affected = affected
    }

    /// The document as JSON; what is true of most images is left out.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.affected/1")
            json.member("of", affected.reference.description)
            json.member("images", affected.images) { json, image in json.write(image) }
            if affected.isTruncated { json.member("truncated", true) }
            if affected.isBeingIndexed { json.member("indexing", true) }
        }
        return json.bytes
    }
}

extension JSONWriter {
    /// Writes the members of an affected image.
    mutating func write(_ image: AffectedImages.Image) {
        member("repository", image.repository.rawValue)
        member("tag", image.tag?.rawValue)
        member("digest", image.digest.rawValue)
        if let index = image.index { member("index", index.rawValue) }
        member("path", texts: image.path.map(\.rawValue))
        member("current", image.isCurrent)
        member("evidence", image.evidence.rawValue)
    }
}
