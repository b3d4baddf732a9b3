// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import OCIClient

/// Damaged archives: each is read, or refused with a ``ClientError``.
@Suite struct ArchiveMutationTests {
    private static let rounds = 250

    /// Reads all that an archive leads to; gives whether that was possible.
    private static func read(_ bytes: [UInt8], in directory: borrowing Directory) async throws -> Bool {
        let path = try directory.write("image.tar", bytes: bytes)
        do {
            let source = try await OCILayoutSource.open(dockerArchive: path, name: nil)
            guard let reference = try await source.defaultReference else { return false }
            let plan = try await CopyPlanner(source: source, options: ImageCopy.Options()).plan(reference)
            for blob in plan.manifests.flatMap(\.manifest.blobs) {
                _ = try await source.bytes(of: blob, limit: 1 << 20)
            }
            return true
        } catch is ClientError {
            return false
        }
    }

    @Test(arguments: [(1, SavedImages.Modern().list), (2, SavedImages.Modern().longList)] as [(UInt64, String)])
    func readsOrRefusesADamagedList(_ seed: UInt64, _ list: String) async throws {
        let directory = try Directory()
        var mutations = Deterministic(seed: seed)
        for _ in 0..<Self.rounds {
            let damaged = String(decoding: mutations.damage(Array(list.utf8)), as: UTF8.self)
            _ = try await Self.read(SavedImages.Modern().archive(list: damaged).bytes, in: directory)
        }
    }

    @Test func readsOrRefusesDamagedRepositoriesAndDescriptions() async throws {
        let directory = try Directory()
        var mutations = Deterministic(seed: 3)
        let ancient = SavedImages.Ancient()
        for _ in 0..<Self.rounds {
            let repositories = String(decoding: mutations.damage(Array(ancient.repositories.utf8)), as: UTF8.self)
            _ = try await Self.read(ancient.archive(repositories: repositories).bytes, in: directory)
            let description = String(decoding: mutations.damage(Array(ancient.description.utf8)), as: UTF8.self)
            _ = try await Self.read(ancient.archive(description: description).bytes, in: directory)
        }
    }

    @Test func readsOrRefusesADamagedIndex() async throws {
        let directory = try Directory()
        var mutations = Deterministic(seed: 4)
        let files = try TestImages.family().layout()
        var readable = 0
        for _ in 0..<Self.rounds {
            let damaged = files.map { $0.path == "index.json" ? ($0.path, mutations.damage($0.bytes)) : $0 }
            readable += try await Self.read(TestArchive(files: damaged).bytes, in: directory) ? 1 : 0
        }
        #expect((0..<Self.rounds).contains(readable))
    }

    @Test func readsOrRefusesADamagedArchive() async throws {
        let directory = try Directory()
        var mutations = Deterministic(seed: 5)
        let archives = [
            TestArchive(files: try TestImages.family().layout()).bytes,
            SavedImages.Modern().archive(list: SavedImages.Modern().longList).bytes,
            SavedImages.Ancient().archive().bytes,
        ]
        for archive in archives + archives.map(StoredGzip.compress) {
            for _ in 0..<(Self.rounds / 4) { _ = try await Self.read(mutations.damage(archive), in: directory) }
        }
    }
}
