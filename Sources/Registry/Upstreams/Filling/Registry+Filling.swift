// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient
internal import OCIModel
internal import Storage

extension Registry {
    /// How many fillings of other repositories somebody waits for in vain before asking for the blob no more.
    private static let maximumForeignFailures = 4

    /// Opens a blob of an upstream's repository; one that is not here is fetched while it is read.
    ///
    /// Comes back once the upstream has answered that it has the blob; a blob whose bytes are all held back until their
    /// digest is right is here by then.
    ///
    /// - Throws: ``RegistryError``: `blobUnknown`, `upstreamDenied`, `upstreamLimited`, `upstreamUnavailable`;
    ///   ``StoreError`` with `full`.
    func fillingReader(of blob: Descriptor, at place: UpstreamPlace) async throws -> any BlobReader {
        if let reader = try await siblingReader(of: blob, at: place) { return reader }
        return try await attending(blob, at: place) { filling in
            let content = try await filling.opened()
            if blob.size <= Filling.tail { try await filling.released(to: blob.size) }
            // Without bytes there is nothing to hold back.
            if blob.size == 0 { try await filling.stored() }
            return FillingReader(filling: filling, content: try content.another())
        }
    }

    /// Fetches a blob from an upstream, unless it is here, and comes back when it is stored and the repository has it.
    ///
    /// - Throws: ``RegistryError``: `blobUnknown`, `upstreamDenied`, `upstreamLimited`, `upstreamUnavailable`;
    ///   ``StoreError`` with `full`.
    func fill(_ blob: Descriptor, at place: UpstreamPlace) async throws {
        guard try await siblingReader(of: blob, at: place) == nil else { return }
        try await attending(blob, at: place) { try await $0.stored() }
    }

    /// Stops fetching blobs, for good: to be called before the stores close.
    ///
    /// Nothing is stored of what was not complete.
    public func stopFilling() async {
        await fillings.close()
    }

    /// Waits for a blob on its way.
    ///
    /// What was asked for on behalf of another repository may fail for reasons of that repository, which are nobody
    /// else's business; then it is asked for again.
    private func attending<Value: Sendable>(
        _ blob: Descriptor,
        at place: UpstreamPlace,
        _ wait: (Filling) async throws -> Value
    ) async throws -> Value {
        let name = "\(place.repository)@\(blob.digest)"
        for _ in 0..<Self.maximumForeignFailures {
            if let absence = upstreamDesk.absence(of: name, at: now()) { throw absence }
            let filling = try fillings.join(blob, at: place) { [self] in await run($0) }
            do {
                return try await wait(filling)
            } catch {
                try Task.checkCancellation()
                guard filling.place.repository != place.repository else {
                    let refusal = Self.refusal(error, at: place)
                    if let refusal = refusal as? RegistryError, refusal.code == .blobUnknown {
                        upstreamDesk.noteAbsence(of: name, refusal, at: now())
                    }
                    throw refusal
                }
            }
        }
        throw RegistryError(
            .upstreamUnavailable,
            "blob \(blob.digest) of \(place.repository) did not come from \(place.upstream.name); try again"
        )
    }

    /// Opens a blob that the repository has or, as other repositories of the upstream have it, gets without fetching.
    ///
    /// Other repositories than those of the upstream do not count: an upstream could name what is private here.
    private func siblingReader(of blob: Descriptor, at place: UpstreamPlace) async throws -> (any BlobReader)? {
        switch try await stored(blob.digest, in: place.repository) {
        case .sound(let reader): return reader
        case .damaged: return nil
        case .unknown: break
        }
        guard try await linkFromSibling(blob, to: place) else { return nil }
        await blobArrived(blob.digest, in: place.repository)
        guard case .sound(let reader) = try await stored(blob.digest, in: place.repository) else { return nil }
        return reader
    }

    private func linkFromSibling(_ blob: Descriptor, to place: UpstreamPlace) async throws -> Bool {
        guard try await metadata.read({ try self.siblingHas(blob, of: place, $0) }),
            try await blobs.size(of: blob.digest) == blob.size,
            // A manifest may name what only another repository has; the upstream has to have it in this one.
            try await place.upstream.source(place.remote).has(blob)
        else { return false }
        let moment = now()
        return try await metadata.write { [self] store in
            guard try siblingHas(blob, of: place, store) else { return false }
            try store.putBlob(
                BlobRecord(digest: blob.digest, size: blob.size, linkedAt: moment),
                in: place.repository
            )
            return true
        }
    }

    private func siblingHas(
        _ blob: Descriptor,
        of place: UpstreamPlace,
        _ store: any MetadataReader
    ) throws -> Bool {
        try store.repositories(holding: blob.digest).contains { repository in
            guard upstreams.place(of: repository)?.upstream === place.upstream else { return false }
            return try store.blob(blob.digest, in: repository)?.size == blob.size
        }
    }
}
