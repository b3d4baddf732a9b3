// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Where a ``FileBlobStore`` keeps what.
///
///     blobs/sha256/<hex>        content, named by its hash, read-only
///     blobs/sha512/<hex>
///     uploads/<id>-<repository> content on its way, bound to a repository by a hash of its name
///     trash/<algorithm>-<hex>   content taken out of service, dated by its change time
///
/// `blobs/` is flat, as in an OCI image layout: one directory to sync for all blobs that arrive together.
struct BlobLayout: Sendable {
    let root: String

    var blobs: String { root + "/blobs" }
    var uploads: String { root + "/uploads" }
    var trash: String { root + "/trash" }

    func directory(_ algorithm: Digest.Algorithm) -> String { "\(blobs)/\(algorithm.rawValue)" }
    func blob(_ digest: Digest) -> String { "\(blobs)/\(digest.algorithm.rawValue)/\(digest.hex)" }
    func discarded(_ digest: Digest) -> String { "\(trash)/\(digest.algorithm.rawValue)-\(digest.hex)" }

    func upload(_ id: UploadID, in repository: RepositoryName) -> String {
        let binding = Digest(of: Array(repository.rawValue.utf8)).hex.prefix(16)
        return "\(uploads)/\(id)-\(binding)"
    }

    /// A file that is only ever seen by the request that makes it; a start removes those a crash left.
    func temporary() -> String { "\(uploads)/\(Self.temporaryPrefix)\(UploadID())" }

    static let temporaryPrefix = UploadID.passingPrefix

    /// The upload that a file's name is of.
    func upload(named name: String) -> UploadID? {
        name.lastIndex(of: "-").flatMap { UploadID(stored: name[..<$0]) }
    }

    func makeDirectories() throws {
        for path in [root, blobs, uploads, trash] + Digest.Algorithm.allCases.map(directory) {
            try SystemCall.makeDirectory(path)
        }
        for path in [blobs, root] { try SystemCall.syncDirectory(path) }
    }
}
