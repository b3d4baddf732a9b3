// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension MetadataReader {
    func forEachRepository(_ body: (RepositoryName) throws -> Void) throws {
        var last: RepositoryName?
        while true {
            let page = try repositories(after: last, limit: 500)
            for summary in page { try body(summary.name) }
            guard page.count == 500 else { return }
            last = page.last?.name
        }
    }

    func forEachManifest(in repository: RepositoryName, _ body: (ManifestRecord) throws -> Void) throws {
        var last: Digest?
        while true {
            let page = try manifests(in: repository, after: last, limit: 500)
            for manifest in page { try body(manifest) }
            guard page.count == 500 else { return }
            last = page.last?.digest
        }
    }

    /// Every digest that some repository has, as blob or manifest.
    func digestsInUse() throws -> Set<Digest> {
        var digests: Set<Digest> = []
        try forEachRepository { repository in
            for blob in try blobs(in: repository) { digests.insert(blob.digest) }
            try forEachManifest(in: repository) { digests.insert($0.digest) }
        }
        return digests
    }
}
