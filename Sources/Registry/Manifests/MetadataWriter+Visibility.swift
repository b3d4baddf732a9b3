// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension MetadataWriter {
    /// Makes held manifests readable, with all they list and what came along with them: they were reached by something
    /// everyone may read.
    func makeReadable(_ digests: [Digest], in repository: RepositoryName) throws {
        var waiting = digests
        while let digest = waiting.popLast() {
            guard var manifest = try manifest(digest, in: repository), manifest.visibility == .held else { continue }
            manifest.visibility = .everyone
            let children = try children(of: digest, in: repository)
            try putManifest(manifest, pointingTo: children, in: repository)
            waiting.append(contentsOf: children)
            waiting.append(contentsOf: try followers(of: digest, in: repository))
        }
    }

    /// The held manifests that refer to a manifest and wait for nothing but that.
    ///
    /// What was offered for a tag of its own waits for that decision; what an index lists waits for the index.
    func followers(of subject: Digest, in repository: RepositoryName) throws -> [Digest] {
        let referrers = try heldReferrers(of: subject, in: repository)
        guard !referrers.isEmpty else { return [] }
        let states = Set(HoldRecord.State.allCases)
        let offered = Set(try holds(in: repository, tag: nil, states: states, before: nil, limit: .max).map(\.to))
        return try referrers.filter { try !offered.contains($0) && parents(of: $0, in: repository).isEmpty }
    }
}
