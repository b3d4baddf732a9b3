// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization

@testable import OCIClient

/// A place that has every blob next door, and notes the manifests in the order they come, unless it refuses them.
final class MountingDestination: ImageDestination {
    struct Write {
        let digest: Digest
        let tags: [String]
    }

    let name = "next door"
    private let writes = Mutex<[Write]>([])
    private let refuses: @Sendable (Write) -> Bool

    init(refusing refuses: @escaping @Sendable (Write) -> Bool = { _ in false }) {
        self.refuses = refuses
    }

    var written: [Write] { writes.withLock { $0 } }

    func has(_ blob: Descriptor) async throws -> Bool { false }

    func mount(_ blob: Descriptor, from source: any ImageSource) async throws -> Bool { true }

    func write(_ blob: Descriptor, _ stream: BlobStream) async throws {}

    func has(manifest digest: Digest) async throws -> Bool { false }

    func current(_ tag: String) async throws -> FetchedManifest? { nil }

    func write(_ manifest: FetchedManifest, tags: [String]) async throws {
        let write = Write(digest: manifest.digest, tags: tags)
        guard !refuses(write) else {
            throw ClientError(.refused, "could not write \(write.digest)", registryWords: "it is held")
        }
        writes.withLock { $0.append(write) }
    }

    func finish() async throws {}

    func close() async throws {}
}
