// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage

extension Registry {
    /// Lists the manifests that refer to a digest, one page after a digest.
    public func referrers(
        of subject: Digest,
        in repository: RepositoryName,
        artifactType: String?,
        after: Digest?,
        limit: Int,
        by caller: Caller
    ) async throws -> [ManifestRecord] {
        try caller.require(.pull, in: repository)
        let own = try await metadata.read { store in
            try store.referrers(of: subject, in: repository, artifactType: artifactType, after: after, limit: limit)
        }
        guard let place = upstreams.place(of: repository) else { return own }
        return try await upstreamReferrers(
            of: subject,
            at: place,
            artifactType: artifactType,
            after: after,
            limit: limit,
            own: own
        )
    }
}
