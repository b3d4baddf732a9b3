// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Reads the manifest in an answer, whose type may stand in the header, in the body, or nowhere.
enum ManifestReader {
    static func read(_ answer: RegistryAnswer) throws(ManifestError) -> Manifest {
        let type = answer.header("Content-Type").map { MediaType(contentType: $0) }
        // Servers of static files send a general type; only one that names a manifest says something.
        let declared = type.flatMap { $0.rawValue.hasPrefix("application/vnd.") ? $0 : nil }
        do {
            return try Manifest(answer.bytes, declared: declared)
        } catch .missing("mediaType") {
            return try Manifest(answer.bytes, declared: try guess(answer.bytes))
        }
    }

    /// The type that a body's shape shows: OCI manifests need not name theirs.
    private static func guess(_ bytes: [UInt8]) throws(ManifestError) -> MediaType {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON(error)
        }
        if document["manifests"] != nil { return .imageIndex }
        if document["config"] != nil { return .imageManifest }
        throw .missing("mediaType")
    }
}
