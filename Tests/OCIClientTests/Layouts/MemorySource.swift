// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Synchronization

@testable import OCIClient

/// A place in memory, which can break off and lie.
final class MemorySource: ImageSource {
    let name = "memory"
    let notes: [String] = []
    private let images: TestImages
    private let state: Mutex<State>

    struct State {
        /// After how many bytes reading fails, once or for good.
        var bytesUntilFailure: Int64?
        var failuresLeft = 0
        var failure = ClientError(.unavailable, "memory broke off")
        /// The manifests that are listed and not there.
        var lost: Set<Digest> = []
        /// The blobs whose bytes are wrong.
        var corrupt: Set<Digest> = []
        /// The blobs that were opened, in order.
        var opened: [Digest] = []
    }

    init(_ images: TestImages, _ configure: (inout State) -> Void = { _ in }) {
        var state = State()
        configure(&state)
        self.images = images
        self.state = Mutex(state)
    }

    var opened: [Digest] { state.withLock { $0.opened } }

    var defaultReference: ManifestReference? {
        get async throws { images.tags.first.map { .digest($0.value) } }
    }

    func resolve(_ reference: ManifestReference) async throws -> Descriptor {
        try await manifest(reference).descriptor
    }

    func manifest(_ reference: ManifestReference) async throws -> FetchedManifest {
        let digest: Digest? =
            switch reference {
            case .tag(let tag): images.tags[tag.rawValue]
            case .digest(let digest): digest
            }
        let lost = state.withLock { $0.lost }
        guard let manifest = digest.flatMap({ images.manifests[$0] }), !lost.contains(manifest.digest) else {
            throw ClientError(.notFound, "memory has no \(reference)")
        }
        return manifest
    }

    func open(_ blob: Descriptor, from offset: Int64) async throws -> BlobStream {
        guard var bytes = images.blobs[blob.digest] else { throw ClientError(.notFound, "memory lacks \(blob.digest)") }
        state.withLock { $0.opened.append(blob.digest) }
        if state.withLock({ $0.corrupt.contains(blob.digest) }), !bytes.isEmpty { bytes[bytes.count / 2] ^= 1 }
        let content = bytes
        return BlobStream { [self] in
            var rest = content.dropFirst(Int(offset))
            return {
                let piece = rest.prefix(512)
                guard !piece.isEmpty else { return nil }
                rest = rest.dropFirst(piece.count)
                try self.count(piece.count)
                return ByteBuffer(bytes: piece)
            }
        }
    }

    private func count(_ bytes: Int) throws {
        try state.withLock { state in
            guard let left = state.bytesUntilFailure else { return }
            state.bytesUntilFailure = left - Int64(bytes)
            guard left < Int64(bytes), state.failuresLeft > 0 else { return }
            state.failuresLeft -= 1
            throw state.failure
        }
    }

    func referrers(of subject: Digest) async throws -> [Descriptor] {
        images.manifests.values.filter { $0.manifest.subject?.digest == subject }.map(\.descriptor)
    }

    func tags() async throws -> [String] { images.tags.keys.sorted() }

    func close() async throws {}
}
