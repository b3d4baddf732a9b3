// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension JSONWriter {
    /// Writes the members of a descriptor of a stored manifest.
    mutating func descriptor(of manifest: ManifestRecord) {
        member("mediaType", manifest.mediaType.rawValue)
        member("digest", manifest.digest.rawValue)
        member("size", manifest.size)
        if let artifactType = manifest.artifactType { member("artifactType", artifactType) }
    }

    /// Writes annotations in a stable order.
    mutating func annotations(_ annotations: [String: String]) {
        guard !annotations.isEmpty else { return }
        member(
            "annotations",
            object: { json in
                for (key, value) in annotations.sorted(by: { $0.key < $1.key }) { json.member(key, value) }
            }
        )
    }
}
