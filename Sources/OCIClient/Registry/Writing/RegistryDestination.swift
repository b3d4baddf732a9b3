// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
public import OCIModel

/// A repository of a registry, to write to.
///
/// Copies share the session they came from; closing a destination closes nothing.
public struct RegistryDestination: ImageDestination {
    let repository: RemoteRepository
    /// The image that is promoted, for a registry that keeps in mind where its tags come from.
    public var promotedFrom: Reference?

    /// The registry.
    public var address: RegistryAddress { repository.address }

    /// The repository with its registry, such as `docker.io/library/nginx`.
    public var name: String { repository.description }

    /// Tells whether the repository has a blob.
    ///
    /// - Throws: ``ClientError`` when the registry does not say.
    public func has(_ blob: Descriptor) async throws -> Bool {
        let request = RegistryRequest(
            method: .HEAD,
            url: try repository.url("blobs/\(blob.digest)"),
            purpose: "look for blob \(blob.digest) in \(name)"
        )
        return try await has(request)
    }

    /// Tells whether the repository has a manifest that we may see.
    ///
    /// A registry that does not show one, such as a held digest, says why when the manifest is written.
    ///
    /// - Throws: ``ClientError`` when the registry does not say.
    public func has(manifest digest: Digest) async throws -> Bool {
        let request = RegistryRequest(
            method: .HEAD,
            url: try repository.url("manifests/\(digest)"),
            headers: ["Accept": RegistrySource.acceptedTypes],
            purpose: "look for manifest \(digest) in \(name)"
        )
        return try await has(request, absentFor: [401, 403, 404])
    }

    /// Asks the registry to take a blob over from another of its repositories.
    ///
    /// That it does not is no error: the blob is then written.
    ///
    /// - Parameters:
    ///   - blob: The blob.
    ///   - source: Where the blob lies; only a repository of the same registry can help.
    /// - Returns: Whether the repository has the blob now.
    /// - Throws: ``ClientError`` when the registry or the network fails.
    public func mount(_ blob: Descriptor, from source: any ImageSource) async throws -> Bool {
        guard let source = source as? RegistrySource, source.address == address,
            source.repository.name != repository.name
        else { return false }
        let access = RegistryAccess(
            address: address,
            repository: repository.name,
            scopes: [.push(repository.name), .pull(source.repository.name)]
        )
        let request = RegistryRequest(
            method: .POST,
            url: try repository.url("blobs/uploads/")
                .adding("mount", blob.digest.rawValue)
                .adding("from", source.repository.name.rawValue),
            purpose: "mount blob \(blob.digest) from \(source.name) into \(name)"
        )
        let answer = try await repository.send(request, access)
        switch answer.status {
        case 201: return true
        case 202:
            // The registry began an upload instead, which nobody continues. Losing the error is right: without a place
            // for the upload there is nothing to cancel.
            if let upload = try? BlobUpload(repository: repository, blob: blob, began: answer) { await upload.cancel() }
            return false
        case 400...405: return false
        default: throw try await repository.refusal(answer, request, access)
        }
    }

    /// Writes a blob as one stream.
    ///
    /// - Throws: What the stream throws, as it is; ``ClientError`` when the registry does not take the blob. The upload is
    ///   then cancelled, so that nothing is left behind. A stream can be read only once: to try again, open it again.
    public func write(_ blob: Descriptor, _ stream: BlobStream) async throws {
        let upload = try await BlobUpload.begin(blob, in: repository)
        do {
            try await upload.send(stream).finish()
        } catch {
            await upload.cancel()
            throw error
        }
    }

    /// Does nothing: what is written is there at once.
    public func finish() {}

    /// Does nothing: the session holds the connections.
    public func close() {}

    private func has(_ request: RegistryRequest, absentFor statuses: Set<Int> = [404]) async throws -> Bool {
        try await repository.send(request, repository.pushing, expecting: statuses.union([200])).status == 200
    }
}
