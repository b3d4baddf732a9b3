// SPDX-License-Identifier: Apache-2.0

/// The pushing half of the OCI distribution API for one repository, checking every status.
struct RegistryClient {
    let connection: Connection
    let repository: String

    /// Asks for a blob that must not be there yet, as a client does before it uploads.
    func expectNoBlob(_ digest: String) throws(LoadError) {
        _ = try connection.exchange(
            Request(method: "HEAD", path: "/v2/\(repository)/blobs/\(digest)"),
            expecting: 404
        )
    }

    /// Uploads a blob: POST, one PATCH with the whole content, PUT with the digest.
    func upload(_ content: Request.Body, digest: String) throws(LoadError) {
        let opened = try connection.exchange(
            Request(method: "POST", path: "/v2/\(repository)/blobs/uploads/"),
            expecting: 202
        )
        let written = try connection.exchange(
            Request(
                method: "PATCH",
                path: try path(of: opened),
                contentType: "application/octet-stream",
                body: content
            ),
            expecting: 202
        )
        let upload = try path(of: written)
        _ = try connection.exchange(
            Request(method: "PUT", path: upload + (upload.contains("?") ? "&" : "?") + "digest=" + digest),
            expecting: 201
        )
    }

    /// Stores a manifest under a tag.
    func put(manifest: [UInt8], tag: String) throws(LoadError) {
        _ = try connection.exchange(
            Request(
                method: "PUT",
                path: "/v2/\(repository)/manifests/\(tag)",
                contentType: Image.manifestType,
                body: .bytes(manifest)
            ),
            expecting: 201
        )
    }

    /// The path of an upload's next request: `Location` may be absolute or a path.
    private func path(of response: Response) throws(LoadError) -> String {
        guard let location = response.location else { throw LoadError("an upload without a Location") }
        return location.hasPrefix("/") ? location : try Endpoint(location).path
    }
}
