// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The index that lists what refers to a digest, for registries without the referrers API.
struct ReferrersIndex {
    let manifests: [Descriptor]

    /// The index as a manifest to write.
    ///
    /// - Parameter tag: How messages call the tag it will have.
    /// - Returns: The manifest with its digest.
    /// - Throws: ``ClientError`` when the list is too long for one.
    func manifest(for tag: String) throws(ClientError) -> FetchedManifest {
        let bytes = bytes
        do throws(ManifestError) {
            return FetchedManifest(
                manifest: try Manifest(bytes, declared: .imageIndex),
                digest: RunningDigest.of(bytes, .sha256)
            )
        } catch {
            throw ClientError(.malformed, "\(tag) would not be a valid index: \(error)")
        }
    }

    private var bytes: [UInt8] {
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
