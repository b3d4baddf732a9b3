// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
public import OCIModel

extension RegistrySource {
    /// Tells whether the repository has a blob, with one HEAD request.
    ///
    /// A registry that does not say so, for whatever reason, counts as one that has not.
    ///
    /// - Throws: `CancellationError`.
    public func has(_ blob: Descriptor) async throws -> Bool {
        do {
            let request = RegistryRequest(
                method: .HEAD,
                url: try repository.url("blobs/\(blob.digest)"),
                purpose: "ask for blob \(blob.digest) of \(name)"
            )
            return try await repository.send(request, repository.pulling).status == 200
        } catch is ClientError {
            // Losing the reason is right: then the blob is fetched, which tells it.
            return false
        }
    }
}
