// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
import OCIModel

/// An upload that a registry has begun: where its next request goes.
///
/// See <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs>.
struct BlobUpload {
    private let repository: RemoteRepository
    private let blob: Descriptor
    private let location: RequestURL

    /// Reads the answer to a request that began or continued an upload.
    init(repository: RemoteRepository, blob: Descriptor, began answer: RegistryAnswer) throws(ClientError) {
        guard let location = answer.header("Location") else {
            throw ClientError(
                .malformed,
                "could not write blob \(blob.digest): \(repository.address) does not say where the upload goes on"
            )
        }
        self.repository = repository
        self.blob = blob
        self.location = try RedirectRoute.target(of: location, from: answer.url, purpose: "write blob \(blob.digest)")
    }

    /// Begins an upload.
    static func begin(_ blob: Descriptor, in repository: RemoteRepository) async throws -> BlobUpload {
        let request = RegistryRequest(
            method: .POST,
            url: try repository.url("blobs/uploads/"),
            purpose: "begin to write blob \(blob.digest) to \(repository.description)"
        )
        let answer = try await repository.send(request, repository.pushing, expecting: [202])
        return try BlobUpload(repository: repository, blob: blob, began: answer)
    }

    /// Sends the bytes.
    ///
    /// - Parameter stream: The bytes, exactly as many as the descriptor says.
    /// - Returns: The upload as it goes on.
    /// - Throws: What the stream throws, as it is; ``ClientError``.
    func send(_ stream: BlobStream) async throws -> BlobUpload {
        let watched = WatchedStream(stream, blob: blob)
        let request = RegistryRequest(
            method: .PATCH,
            url: location,
            headers: ["Content-Type": MediaType.octetStream.rawValue],
            body: .stream(watched.stream, length: blob.size),
            lane: .upload,
            purpose: purpose
        )
        do {
            let answer = try await repository.send(request, repository.pushing, expecting: [202, 204, 201])
            if let error = watched.error { throw error }
            return try BlobUpload(repository: repository, blob: blob, began: answer)
        } catch {
            // That the source failed is why the request did.
            throw watched.error ?? error
        }
    }

    /// Completes the upload under the blob's digest.
    func finish() async throws {
        let request = RegistryRequest(
            method: .PUT,
            url: location.adding("digest", blob.digest.rawValue),
            headers: ["Content-Type": MediaType.octetStream.rawValue],
            lane: .upload,
            purpose: purpose
        )
        let answer = try await repository.send(request, repository.pushing)
        if answer.status == 201 || answer.status == 204 { return }
        // A try that was done but not answered makes the next one fail, though all is well.
        if answer.status == 404, try await RegistryDestination(repository: repository).has(blob) { return }
        throw try await repository.refusal(answer, request, repository.pushing)
    }

    /// Tells the registry to forget the upload.
    func cancel() async {
        let request = RegistryRequest(method: .DELETE, url: location, purpose: "cancel an upload")
        let repository = repository
        // A task of its own, awaited here: cleaning up must happen when this one is cancelled, too. Losing the error is
        // right, since registries clean up by themselves in the end.
        await Task { _ = try? await repository.send(request, repository.pushing) }.value
    }

    private var purpose: String { "write blob \(blob.digest) to \(repository.description)" }
}
