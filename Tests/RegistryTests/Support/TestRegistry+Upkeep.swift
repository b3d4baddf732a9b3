// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Registry
import Storage
import Testing

/// Everything that a dry run must leave as it is.
struct Contents: Hashable {
    var manifests: [RepositoryName: Set<Digest>] = [:]
    var links: [RepositoryName: Set<Digest>] = [:]
    var events: [RepositoryName: Int] = [:]
    var stored: Set<Digest> = []
}

extension TestRegistry {
    func contents() async throws -> Contents {
        var contents = try await metadata.read { store in
            var contents = Contents()
            for repository in try store.repositories(after: nil, limit: 1_000).map(\.name) {
                let manifests = try store.manifests(in: repository, after: nil, limit: .max)
                contents.manifests[repository] = Set(manifests.map(\.digest))
                contents.links[repository] = Set(try store.blobs(in: repository).map(\.digest))
                contents.events[repository] = try store.events(in: repository, tag: nil, before: nil, limit: .max).count
            }
            return contents
        }
        contents.stored = Set(try await blobs.blobs().map(\.digest))
        return contents
    }

    /// Collects garbage, after a dry run that must change nothing and foretell everything.
    @discardableResult
    func collectGarbage(location: SourceLocation = #_sourceLocation) async throws -> GarbageReport {
        try files?.date(to: clock.now)
        let before = try await contents()
        let foretold = try await registry.collectGarbage(.report, by: .ann)
        #expect(try await contents() == before, sourceLocation: location)
        let report = try await registry.collectGarbage(.remove, by: .ann)
        #expect(Set(foretold.manifests) == Set(report.manifests), sourceLocation: location)
        #expect(Set(foretold.blobs) == Set(report.blobs), sourceLocation: location)
        #expect(foretold.bytes == report.bytes, sourceLocation: location)
        let after = try await contents()
        #expect(before.stored.subtracting(after.stored) == Set(report.blobs.map(\.digest)), sourceLocation: location)
        #expect(before.events == after.events, sourceLocation: location)
        for (repository, manifests) in before.manifests {
            let gone = Set(report.manifests.filter { $0.repository == repository }.map(\.digest))
            #expect(after.manifests[repository] == manifests.subtracting(gone), sourceLocation: location)
        }
        return report
    }

    /// Checks that the store has everything the metadata knows of, byte for byte.
    func checkContent(location: SourceLocation = #_sourceLocation) async throws {
        let contents = try await contents()
        let known = contents.manifests.values.reduce(into: Set<Digest>()) { $0.formUnion($1) }
            .union(contents.links.values.reduce(into: Set<Digest>()) { $0.formUnion($1) })
        for digest in known {
            guard case .sound = try await blobs.verify(digest) else {
                Issue.record("\(digest) is missing or damaged", sourceLocation: location)
                continue
            }
        }
        for (repository, manifests) in contents.manifests {
            for digest in manifests {
                let pulled = try await registry.manifest(.digest(digest), in: repository, by: .ann).manifest
                let manifest = try Manifest(Array(pulled.bytes.readableBytesView), declared: pulled.mediaType)
                for blob in manifest.blobs {
                    let reader = try await registry.blob(blob.digest, in: repository, by: .ann)
                    let bytes = try await reader.read(at: 0, count: .max)
                    #expect(Digest(of: bytes) == blob.digest, sourceLocation: location)
                }
            }
        }
    }
}
