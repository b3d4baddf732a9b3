// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The manifest that hangs a bundle on what it is about.
enum BundleManifest {
    private static let emptyType = "application/vnd.oci.empty.v1+json"
    /// The empty configuration of artifacts.
    static let config = Array("{}".utf8)

    static func bytes(bundle: [UInt8], subject: Descriptor, predicateType: String, time: Timestamp) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", Int64(2))
            json.member("mediaType", MediaType.imageManifest.rawValue)
            json.member("artifactType", SigstoreBundle.mediaType)
            json.member("config") { json in
                json.member("mediaType", emptyType)
                json.member("size", Int64(config.count))
                json.member("digest", Digest(sha256Of: config).rawValue)
            }
            json.member("layers", [bundle]) { json, bundle in
                json.member("mediaType", SigstoreBundle.mediaType)
                json.member("size", Int64(bundle.count))
                json.member("digest", Digest(sha256Of: bundle).rawValue)
            }
            json.member("subject") { json in
                json.member("mediaType", subject.mediaType.rawValue)
                json.member("size", subject.size)
                json.member("digest", subject.digest.rawValue)
            }
            json.member("annotations") { json in
                json.member("dev.sigstore.bundle.content", "dsse-envelope")
                json.member("dev.sigstore.bundle.predicateType", predicateType)
                json.member("org.opencontainers.image.created", time.rfc3339)
            }
        }
        return json.bytes
    }
}
