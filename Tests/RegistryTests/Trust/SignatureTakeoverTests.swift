// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

/// Signatures that were stored before there were logs.
@Suite struct SignatureTakeoverTests {
    private let release = SigningKey.generate()

    /// The registry as an older version would have left it: the same content and tags, and nothing of a log.
    private func withoutLog(_ test: TestRegistry) async throws -> TestRegistry {
        let old = MemoryMetadataStore()
        let content = try await test.metadata.read { store in
            (
                try store.blobs(in: .app),
                try store.manifests(in: .app, after: nil, limit: .max).map { manifest in
                    (manifest, try store.children(of: manifest.digest, in: .app))
                },
                try store.tags(in: .app, after: nil, limit: .max)
            )
        }
        try await old.write { writer in
            for blob in content.0 { try writer.putBlob(blob, in: .app) }
            for (manifest, children) in content.1 { try writer.putManifest(manifest, pointingTo: children, in: .app) }
            for tag in content.2 {
                _ = try writer.append(
                    .created,
                    of: tag.tag,
                    in: .app,
                    digest: tag.lastDigest,
                    previous: nil,
                    actor: "ben",
                    reason: nil,
                    hold: nil,
                    at: tag.changedAt
                )
            }
        }
        return try await TestRegistry(
            blobs: test.blobs,
            metadata: old,
            clock: test.clock,
            pool: test.pool,
            files: nil,
            test.registry.policy
        )
    }

    @Test(arguments: SignedParts.allCases, [KeyState.retired, .revoked])
    func theyStayGoodWhenTheirKeyEnds(_ parts: SignedParts, _ state: KeyState) async throws {
        try await withRegistry(.memory, [.open]) { test in
            let image = Image("one")
            try await test.push(image, as: "1.0")
            try await test.sign(image, as: "1.0", with: release, only: parts)
            let old = try await withoutLog(test)
            // Nothing is required yet, and no key is known: the log tells of them all the same.
            try await old.registry.logTrust()
            old.require(["release": release], pull: .signed)
            switch state {
            case .retired: _ = try await old.registry.retireKey(named: "release", reason: "old", by: .ann)
            default: _ = try await old.registry.revokeKey(named: "release", reason: "stolen", by: .ann)
            }
            #expect(try await old.meaning(of: "1.0") == image.digest)
            try await old.checkHistory()
        }
    }

    @Test func theyAreLoggedOnceAndBeforeADecisionAboutAKey() async throws {
        try await withRegistry(.memory, [.open]) { test in
            let image = Image("one")
            try await test.push(image, as: "1.0")
            try await test.sign(image, as: "1.0", with: release)
            let signed = try await test.history(of: nil).filter { $0.kind == .signed }.count
            let old = try await withoutLog(test)
            old.require(["release": release], pull: .signed)
            _ = try await old.registry.revokeKey(named: "release", reason: "stolen", by: .ann)
            for _ in 0..<2 { try await old.registry.logTrust() }
            let events = try await old.history(of: nil)
            #expect(events.count { $0.kind == .signed } == signed)
            let last = try #require(events.last { $0.kind == .signed })
            let revoked = try #require(events.first { $0.kind == .keyRevoked })
            #expect(last.index < revoked.index)
            #expect(last.reason?.contains("before") == true)
            #expect(try await old.meaning(of: "1.0") == image.digest)
        }
    }
}
