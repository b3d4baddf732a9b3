// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension LayoutContent {
    /// Reads a manifest and verifies it; blocks.
    ///
    /// - Parameters:
    ///   - digest: Its digest.
    ///   - declared: Its type, where an index says it.
    ///   - place: How messages call the layout.
    /// - Returns: The manifest with its bytes.
    /// - Throws: ``ClientError``: `notFound`, `integrity` or `malformed`.
    func manifest(_ digest: Digest, declared: MediaType?, of place: String) throws -> FetchedManifest {
        guard let file = try file(digest.layoutPath) else {
            throw ClientError(
                .notFound,
                "\(place) does not hold the manifest \(digest)",
                advice: "The layout may hold some of an image's platforms only."
            )
        }
        let bytes = try file.bytes(limit: Manifest.maximumSize, what: "the manifest \(digest) of \(place)")
        let found = RunningDigest.of(bytes, digest.algorithm)
        guard found == digest else {
            throw ClientError(.integrity, "the manifest \(digest) of \(place) hashes to \(found)")
        }
        do throws(ManifestError) {
            return FetchedManifest(manifest: try Manifest(sniffing: bytes, declared: declared), digest: digest)
        } catch {
            throw ClientError(.malformed, "\(digest) of \(place) is no manifest that can be read: \(error)")
        }
    }
}

extension Manifest {
    /// Reads a manifest of which nothing may say the type: OCI manifests need not name it themselves.
    init(sniffing bytes: [UInt8], declared: MediaType?) throws(ManifestError) {
        do {
            self = try Manifest(bytes, declared: declared)
        } catch .missing("mediaType") {
            // The bytes parsed a moment ago, so that this cannot fail.
            let isIndex = (try? JSONValue(parsing: bytes))?["manifests"] != nil
            self = try Manifest(bytes, declared: isIndex ? .imageIndex : .imageManifest)
        }
    }
}
