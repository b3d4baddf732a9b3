// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The index that lists what refers to a digest, for registries without the referrers API.
struct ReferrersIndex {
    let manifests: [Descriptor]

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 2)
            json.member("mediaType", MediaType.imageIndex.rawValue)
            json.member("manifests", manifests) { json, descriptor in
                json.member("mediaType", descriptor.mediaType.rawValue)
                json.member("digest", descriptor.digest.rawValue)
                json.member("size", descriptor.size)
                if let type = descriptor.artifactType { json.member("artifactType", type) }
                if !descriptor.annotations.isEmpty {
                    json.member(
                        "annotations",
                        object: { json in
                            for (key, value) in descriptor.annotations.sorted(by: { $0.key < $1.key }) {
                                json.member(key, value)
                            }
                        }
                    )
                }
            }
        }
        return json.bytes
    }
}
