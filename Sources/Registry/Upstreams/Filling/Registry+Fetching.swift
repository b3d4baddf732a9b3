// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIClient
internal import OCIModel
internal import Storage

extension Registry {
    /// Fetches a blob, lets it be read meanwhile, and stores it; tells the filling how that ends.
    func run(_ filling: Filling) async {
        do {
            try await receive(filling)
            try await healed(filling.blob.digest)
            try await link(filling)
            filling.end(.success(()))
        } catch {
            fillings.drop(filling)
            filling.end(.failure(error))
            log.warning(
                "a blob did not come from an upstream",
                metadata: [
                    "repository": "\(filling.place.repository)",
                    "digest": "\(filling.blob.digest)",
                    "reason": "\(error)",
                ]
            )
        }
    }

    private func receive(_ filling: Filling) async throws {
        let (blob, place) = (filling.blob, filling.place)
        let id = UploadID.passing()
        // First, so that a full disk costs the upstream nothing.
        try await blobs.startUpload(id, in: place.repository, algorithm: blob.digest.algorithm)
        do {
            try await receive(filling, as: id)
        } catch {
            // In a task of its own, as this one may have been cancelled, and that would keep the file.
            // Losing an error is right: the first one says why, and a start removes the file.
            await Task.detached { [blobs] in _ = try? await blobs.cancelUpload(id, in: place.repository) }.value
            throw error
        }
    }

    private func receive(_ filling: Filling, as id: UploadID) async throws {
        let (blob, place) = (filling.blob, filling.place)
        let stream = try await open(blob, at: place)
        guard let content = try await blobs.uploadReader(id, in: place.repository) else {
            throw StoreError(.notFound, "the file for blob \(blob.digest) is gone; ask for it again")
        }
        filling.begin(content)
        let count = try await blobs.appendUpload(id, in: place.repository, at: 0, stream) { filling.advance(to: $0) }
        let found = try await blobs.uploadDigest(id, in: place.repository, algorithm: blob.digest.algorithm)
        guard count == blob.size, found == blob.digest else {
            throw ClientError(
                .integrity,
                "\(place.upstream.name) sent \(count) bytes that hash to \(found) for blob \(blob.digest) of "
                    + "\(blob.size) bytes; nothing was stored"
            )
        }
        // Whoever reads need not wait for the disk.
        filling.verify()
        _ = try await blobs.commitUpload(id, in: place.repository, as: blob.digest)
    }

    private func open(_ blob: Descriptor, at place: UpstreamPlace) async throws -> BlobStream {
        let upstream = place.upstream
        if let seconds = upstream.patience.closure(at: now()) {
            throw RegistryError.paused(seconds, about: "\(place.repository)@\(blob.digest)", place: place)
        }
        do {
            let stream = try await upstream.source(place.remote).open(blob, from: 0)
            upstream.patience.noteAnswer()
            return stream
        } catch let error as ClientError {
            upstream.patience.note(error, at: now())
            throw error
        }
    }

    /// Gives the blob to the repositories that wait for it, also to those that come meanwhile.
    private func link(_ filling: Filling) async throws {
        let blob = filling.blob
        var served: Set<RepositoryName> = []
        while true {
            let repositories = fillings.repositories(of: filling, without: served)
            guard !repositories.isEmpty else { return }
            let moment = now()
            try await metadata.write { store in
                for repository in repositories {
                    try store.putBlob(
                        BlobRecord(digest: blob.digest, size: blob.size, linkedAt: moment),
                        in: repository
                    )
                }
            }
            for repository in repositories { await blobArrived(blob.digest, in: repository) }
            served.formUnion(repositories)
        }
    }

    /// What somebody is told who asked for a blob that does not come.
    static func refusal(_ error: any Error, at place: UpstreamPlace) -> any Error {
        switch error {
        case let error as ClientError:
            RegistryError.upstream(
                error,
                missing: .blobUnknown,
                about: "a blob of \(place.repository)",
                place: place
            )
        case is CancellationError:
            RegistryError(.upstreamUnavailable, "this registry is stopping and fetches nothing more")
        default: error
        }
    }
}
