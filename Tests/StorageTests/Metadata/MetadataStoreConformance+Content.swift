// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    // MARK: Repositories

    @Test(arguments: MetadataStoreKind.allCases)
    func repositoriesAreListedByNameWithTheirNumbers(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let names = try ["a", "a-b", "a.b", "a/b", "a0", "a_b", "ab", "b"].map { try RepositoryName($0) }
            let tags = (one, two)
            try await store.write { writer in
                for name in names.reversed() { try writer.putBlob(blobRecord(1), in: name) }
                try writer.append(.created, tags.0, in: names[1])
                try writer.append(.created, tags.1, in: names[1])
                try writer.append(.deleted, tags.1, in: names[1])
                _ = try writer.insertHold(holdRecord(of: tags.0, in: names[1]))
                _ = try writer.insertHold(holdRecord(of: tags.1, in: names[1]))
                _ = try writer.insertHold(holdRecord(of: tags.1, in: names[1], state: .rejected))
            }
            let (all, page, last) = try await store.read { reader in
                (
                    try reader.repositories(after: nil, limit: 100),
                    try reader.repositories(after: names[1], limit: 3),
                    try reader.repositories(after: names[7], limit: 3)
                )
            }
            let sorted = names.sorted { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }
            #expect(all.map(\.name) == sorted)
            #expect(all.first { $0.name == names[1] } == RepositorySummary(name: names[1], tags: 1, openHolds: 2))
            #expect(all[0] == RepositorySummary(name: names[0], tags: 0, openHolds: 0))
            #expect(page.map(\.name) == Array(sorted.drop { $0 <= names[1] }.prefix(3)))
            #expect(last.isEmpty)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func anyWriteMakesARepository(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let (first, second, third, fourth) = try (
                RepositoryName("a"), RepositoryName("b"), RepositoryName("c"), RepositoryName("d")
            )
            try await store.write { [one] writer in
                try writer.putBlob(blobRecord(1), in: first)
                try writer.putManifest(manifestRecord(1), pointingTo: [], in: second)
                try writer.append(.held, one, in: third)
                _ = try writer.insertHold(holdRecord(of: one, in: fourth))
                // What is only noted about a repository does not make it.
                try writer.recordPull(of: digest(1), in: RepositoryName("e"), at: moment(0))
                _ = try writer.removeBlob(digest(1), in: RepositoryName("f"))
                _ = try writer.removeManifest(digest(1), in: RepositoryName("g"))
                _ = try writer.removeBlob(digest(1), in: first)
            }
            let names = try await store.read { try $0.repositories(after: nil, limit: 10).map(\.name) }
            #expect(names == [first, second, third, fourth])
            #expect(try await store.hasRepository(first))
        }
    }

    // MARK: Blobs

    @Test(arguments: MetadataStoreKind.allCases)
    func blobBelongsToARepositoryUntilRemoved(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] in try $0.putBlob(blobRecord(1, size: 77, at: 5), in: app) }
            let (here, there) = try await store.read { [app, other] reader in
                (try reader.blob(digest(1), in: app), try reader.blob(digest(1), in: other))
            }
            #expect(here == blobRecord(1, size: 77, at: 5))
            #expect(there == nil)

            let removed = try await store.write { [app, other] writer in
                [
                    try writer.removeBlob(digest(1), in: other), try writer.removeBlob(digest(2), in: app),
                    try writer.removeBlob(digest(1), in: app), try writer.removeBlob(digest(1), in: app),
                ]
            }
            #expect(removed == [false, false, true, false])
            #expect(try await store.blob(digest(1), in: app) == nil)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func recordingABlobAgainRenewsItsTime(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] writer in
                try writer.putBlob(blobRecord(1, at: 5), in: app)
                try writer.putBlob(blobRecord(1, at: 9), in: app)
            }
            #expect(try await store.blob(digest(1), in: app) == blobRecord(1, at: 9))
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func contentIsFoundInTheRepositoriesThatHoldIt(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let third = try RepositoryName("a/third")
            try await store.write { [app, other] writer in
                try writer.putBlob(blobRecord(1), in: other)
                try writer.putBlob(blobRecord(1), in: app)
                try writer.putManifest(manifestRecord(1), pointingTo: [digest(2)], in: app)
                try writer.putManifest(manifestRecord(1), pointingTo: [], in: third)
            }
            let (holding, pointed) = try await store.read { reader in
                (try reader.repositories(holding: digest(1)), try reader.repositories(holding: digest(2)))
            }
            #expect(holding == [third, app, other])
            #expect(pointed == [])
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func blobsNoManifestPointsToAreFound(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                for number in 1...6 { try writer.putBlob(blobRecord(number, at: Int64(number)), in: app) }
                try writer.putManifest(manifestRecord(10), pointingTo: [digest(1), digest(2)], in: app)
                try writer.putManifest(manifestRecord(11), pointingTo: [digest(2), digest(3)], in: app)
                // A manifest elsewhere does not count.
                try writer.putManifest(manifestRecord(12), pointingTo: [digest(4)], in: other)
                _ = try writer.removeManifest(digest(11), in: app)
            }
            let (found, none) = try await store.read { [app] reader in
                (
                    try reader.unreferencedBlobs(in: app, linkedBefore: moment(6)),
                    try reader.unreferencedBlobs(in: RepositoryName("no/such"), linkedBefore: .farAhead)
                )
            }
            // The sixth was linked at the moment, not before.
            #expect(found.map(\.digest) == digests(3...5))
            #expect(none.isEmpty)
        }
    }
}
