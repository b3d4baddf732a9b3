// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Registry
import Storage
import TagLog
import Testing

/// Registries that get another name over data that is there.
@Suite struct LogRenamingTests {
    /// The state of a log, verified with the key that is served with it.
    private func state(of repository: RepositoryName = .app, _ test: TestRegistry) async throws -> Checkpoint {
        let bytes = try await test.registry.logCheckpoint(of: repository, by: .eve)
        let signed = try SignedCheckpoint(parsing: bytes)
        try signed.verify(by: try NoteKey(try test.registry.logKey(of: repository, by: .eve)))
        return signed.checkpoint
    }

    private func started(_ test: TestRegistry, as name: String) async throws -> TestRegistry {
        let renamed = try await test.reopened(name: name)
        try await renamed.registry.nameLogs()
        return renamed
    }

    @Test(arguments: Stores.allCases)
    func everyLogHasTheNameOfNowAndTheEntriesOfBefore(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            for repository in [RepositoryName.app, "team/other"] {
                for number in 0..<5 { try await test.push(Image("\(number)"), as: "1.0", in: repository) }
            }
            let before = try await state(test)
            let renamed = try await started(test, as: "registry.example.com")
            for repository in [RepositoryName.app, "team/other"] {
                let after = try await state(of: repository, renamed)
                #expect(after.origin == "registry.example.com/\(repository)")
                #expect(after.size == 5)
            }
            #expect(try await state(renamed).root == before.root)
            let key = try NoteKey(try renamed.registry.logKey(of: .app, by: .eve))
            let proof = try TagProof(parsing: try await renamed.registry.tagProof(of: "1.0", in: .app, by: .eve))
            #expect(try proof.verify(by: key).digest == Image("4").digest)
            try await renamed.push(Image("5"), as: "1.0")
            #expect(try await state(renamed).size == 6)
            try await test.registry.nameLogs()
        }
    }

    @Test(arguments: Stores.allCases)
    func theOldNameBringsTheOldLogsBack(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let first = try await started(test, as: "old.example.com")
            try await first.push(Image("one"), as: "1.0")
            let before = try await state(first)
            let second = try await started(first, as: "new.example.com")
            #expect(try await state(second) != before)
            let third = try await started(second, as: "old.example.com")
            #expect(try await state(third) == before)
            try await test.registry.nameLogs()
        }
    }

    /// What somebody with the disk wrote in the place of a checkpoint.
    enum Forgery: CaseIterable {
        case otherRepository
        /// Its origin ends with the name of the repository.
        case repositoryOfALongerName
        case otherTree
        case otherSize
        case otherKey
        case noCheckpoint
    }

    @Test(arguments: Forgery.allCases)
    func whatTheRegistryNeverSignedIsNotSignedNow(_ forgery: Forgery) async throws {
        try await withRegistry(.memory) { test in
            for number in 0..<3 {
                try await test.push(Image("\(number)"), as: try Tag("\(number)"))
                try await test.push(Image("\(number)"), as: try Tag("\(number)"), in: "team/other")
                try await test.push(Image("other \(number)"), as: try Tag("\(number)"), in: "evil/team/app")
            }
            let (own, other, longer) = try await test.metadata.read {
                (
                    try #require(try $0.logHead(of: .app)), try #require(try $0.logHead(of: "team/other")),
                    try #require(try $0.logHead(of: "evil/team/app"))
                )
            }
            var forged = own
            switch forgery {
            case .otherRepository: forged.checkpoint = other.checkpoint
            case .repositoryOfALongerName: forged = longer
            case .otherTree: forged.range = longer.range
            case .otherSize:
                var tree = CompactRange()
                _ = tree.append(LogHash.leaf(of: [1]))
                forged = LogHead(size: 1, range: tree.hashes.flatMap(\.bytes), checkpoint: own.checkpoint)
            case .otherKey:
                let origin = try SignedCheckpoint(parsing: own.checkpoint).checkpoint.origin
                let checkpoint = try SignedCheckpoint(parsing: own.checkpoint).checkpoint
                forged.checkpoint = try SignedCheckpoint(signing: checkpoint, by: NoteSigner(name: origin)).bytes
            case .noCheckpoint: forged.checkpoint = Array("nothing that was ever signed\n".utf8)
            }
            let written = forged
            try await test.metadata.write { try $0.putLogHead(written, of: .app) }
            let renamed = try await started(test, as: "registry.example.com")
            await #expect(throws: StoreError.self) { try await renamed.push(Image("9"), as: "9") }
            try await renamed.push(Image("9"), as: "9", in: "team/other")
            let kept = try await test.metadata.read { try #require(try $0.logHead(of: .app)) }
            #expect(kept == written)
            try await test.metadata.write { try $0.putLogHead(own, of: .app) }
            try await test.registry.nameLogs()
        }
    }

    @Test func aNameWithASlashIsKnownAsOneThatTheRegistryHad() async throws {
        try await withRegistry(.memory) { test in
            let first = try await started(test, as: "example.com/registry")
            try await first.push(Image("one"), as: "1.0")
            let second = try await started(first, as: "new.example.com")
            #expect(try await state(second).origin == "new.example.com/team/app")
            // Somebody worked on the data by a name of which no service knew.
            let third = try await second.reopened(name: "other.example.com/registry")
            try await third.push(Image("two"), as: "2.0")
            let fourth = try await started(third, as: "new.example.com")
            #expect(try await state(fourth).origin == "new.example.com/team/app")
            try await fourth.push(Image("three"), as: "3.0")
            #expect(try await state(fourth).size == 3)
            try await test.registry.nameLogs()
        }
    }
}
