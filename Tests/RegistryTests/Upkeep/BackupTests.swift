// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import FoundationEssentials
import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct BackupTests {
    /// Opens a copy as a registry of its own.
    private func restored(_ directory: String, _ test: TestRegistry) async throws -> TestRegistry {
        try await TestRegistry(
            blobs: FileBlobStore(root: directory, pool: test.pool),
            metadata: SQLiteMetadataStore(path: directory + "/metadata.sqlite", pool: test.pool),
            clock: test.clock,
            pool: test.pool,
            files: StoreFiles(root: directory),
            test.registry.policy
        )
    }

    @Test func copyOpensAsTheRegistryItWas() async throws {
        try await withRegistry(.disk) { test in
            try await withTemporaryDirectory { directory in
                try await test.push(Image(index: [Image("a"), Image("b")]), as: "1.0")
                let hold = try await test.hold(Image("c"), as: "1.0")
                let token = try await test.registry.createToken(
                    for: "robot",
                    repositories: ["team/**"],
                    rights: [.pull],
                    lifetime: nil,
                    by: .ann
                )
                test.registry.notePull(of: Image("a").digest, in: .app)
                let key = try await test.registry.signingKey()
                let path = directory + "/copies/first"
                let report = try await test.registry.backUp(into: path, pool: test.pool, by: .ann)
                #expect(report.directory == path)
                #expect(report.blobs == 10)
                #expect(report.bytes > 0)
                // What happens to the registry afterwards is nothing to the copy.
                try await test.delete(Image("a").digest)

                let copy = try await restored(path, test)
                try await copy.checkContent()
                try await copy.checkHistory()
                try await copy.expectPulls(Image(index: [Image("a"), Image("b")]))
                #expect(try await copy.registry.scrub(by: .ann).corrupt == [])
                #expect(try await copy.registry.signingKey() == key)
                #expect(try await copy.registry.identify(token: try #require(token.secret))?.user == "robot")
                #expect(try await copy.metadata.read { try $0.lastPull(of: Image("a").digest, in: .app) } != nil)
                _ = try await copy.registry.approve(hold, reason: nil, by: .ann)
                #expect(try await copy.meaning(of: "1.0") == Image("c").digest)
                #expect(try await test.meaning(of: "1.0") == Image(index: [Image("a"), Image("b")]).digest)
            }
        }
    }

    @Test func copyMadeWhilePushesAndDeletesGoOnIsWhole() async throws {
        try await withRegistry(.disk, [.open]) { test in
            try await withTemporaryDirectory { directory in
                for number in 0..<5 { try await test.push(Image("before \(number)"), as: try Tag("b\(number)")) }
                for round in 0..<3 {
                    let path = "\(directory)/\(round)"
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            for number in 0..<10 {
                                let image = Image("round \(round) image \(number)")
                                try await test.push(image, as: "latest")
                                if number % 3 == 0 { try await test.delete(image.digest) }
                            }
                        }
                        group.addTask { _ = try await test.registry.backUp(into: path, pool: test.pool, by: .ann) }
                        try await group.waitForAll()
                    }
                    let copy = try await restored(path, test)
                    try await copy.checkContent()
                    try await copy.checkHistory()
                    for number in 0..<5 { try await copy.expectPulls(Image("before \(number)")) }
                }
            }
        }
    }

    @Test func whatIsDeletedRightAfterTheMetadataWasCopiedIsInTheCopy() async throws {
        try await withRegistry(.disk) { test in
            try await withTemporaryDirectory { directory in
                try await test.push(Image("one"), as: "1.0")
                let metadata = InterruptedBackup(store: test.metadata) {
                    try await test.delete(Image("one").digest)
                    for blob in Image("one").blobDigests {
                        try await test.registry.deleteBlob(blob, in: .app, by: .ben)
                    }
                }
                let interrupted = try await TestRegistry(
                    blobs: test.blobs,
                    metadata: metadata,
                    clock: test.clock,
                    pool: test.pool,
                    files: test.files,
                    test.registry.policy
                )
                let path = directory + "/copy"
                let report = try await interrupted.registry.backUp(into: path, pool: test.pool, by: .ann)
                #expect(report.blobs == 3)
                let copy = try await restored(path, test)
                #expect(try await copy.meaning(of: "1.0") == Image("one").digest)
                try await copy.expectPulls(Image("one"))
            }
        }
    }

    @Test func noOtherUpkeepRunsMeanwhile() async throws {
        try await withRegistry(.disk) { test in
            try await withTemporaryDirectory { directory in
                let other = Tracked()
                let metadata = InterruptedBackup(store: test.metadata) { try await other.run() }
                let registry = try await TestRegistry(
                    blobs: test.blobs,
                    metadata: metadata,
                    clock: test.clock,
                    pool: test.pool,
                    files: test.files,
                    test.registry.policy
                )
                other.body = {
                    for _ in 0..<2 {
                        let codes = [
                            try await refusal { _ = try await registry.registry.collectGarbage(.report, by: .ann) },
                            try await refusal { _ = try await registry.registry.collectGarbage(.remove, by: .ann) },
                            try await refusal { _ = try await registry.registry.scrub(by: .ann) },
                            try await refusal {
                                _ = try await registry.registry.backUp(
                                    into: directory + "/second",
                                    pool: test.pool,
                                    by: .ann
                                )
                            },
                        ]
                        #expect(codes == [.conflict, .conflict, .conflict, .conflict])
                    }
                }
                _ = try await registry.registry.backUp(into: directory + "/first", pool: test.pool, by: .ann)
                #expect(other.runs == 1)
                _ = try await registry.registry.scrub(by: .ann)
            }
        }
    }

    @Test func directoryThatIsNotEmptyIsRefusedAndLeftAlone() async throws {
        try await withRegistry(.disk) { test in
            try await test.push(Image("one"), as: "1.0")
            try await withTemporaryDirectory { directory in
                try Data("mine".utf8).write(to: URL(filePath: directory + "/file"))
                let code = try await refusal {
                    _ = try await test.registry.backUp(into: directory, pool: test.pool, by: .ann)
                }
                #expect(code == .requestInvalid)
                #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["file"])
                // A failed backup does not block the next one.
                _ = try await test.registry.backUp(into: directory + "/empty", pool: test.pool, by: .ann)
            }
        }
    }

    @Test func damagedContentIsLeftOutAndNoticed() async throws {
        try await withRegistry(.disk) { test in
            try await withTemporaryDirectory { directory in
                let image = Image("one")
                try await test.push(image, as: "1.0")
                try test.files?.flipByte(of: image.blobDigests[1])
                try test.advance(by: .hours(1))
                let report = try await test.registry.backUp(into: directory + "/copy", pool: test.pool, by: .ann)
                #expect(report.blobs == 2)
                #expect(try await test.metadata.read { try $0.corruptions() }.map(\.digest) == [image.blobDigests[1]])
                let copy = try await restored(directory + "/copy", test)
                #expect(
                    try await refusal { _ = try await copy.registry.blob(image.blobDigests[1], in: .app, by: .eve) }
                        == .blobUnknown
                )
                // Pushing again heals the copy, too.
                try await copy.push(image, as: "1.0")
                try await copy.expectPulls(image)
            }
        }
    }

    @Test func needsTheRightToAdminister() async throws {
        try await withRegistry(.disk) { test in
            try await withTemporaryDirectory { directory in
                for caller in [Caller.ben, .eve, .nobody] {
                    let code = try await refusal {
                        _ = try await test.registry.backUp(into: directory + "/copy", pool: test.pool, by: caller)
                    }
                    #expect(code == .rightMissing)
                }
                #expect(!FileManager.default.fileExists(atPath: directory + "/copy"))
            }
        }
    }
}
