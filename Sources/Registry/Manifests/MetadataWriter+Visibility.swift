// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension MetadataWriter {
    /// Makes held manifests readable, with all they list: they were reached by something everyone may read.
    func makeReadable(_ digests: [Digest], in repository: RepositoryName) throws {
        var waiting = digests
        while let digest = waiting.popLast() {
            guard var manifest = try manifest(digest, in: repository), manifest.visibility == .held else { continue }
            manifest.visibility = .everyone
            let children = try children(of: digest, in: repository)
            try putManifest(manifest, pointingTo: children, in: repository)
            waiting.append(contentsOf: children)
        }
    }
}
