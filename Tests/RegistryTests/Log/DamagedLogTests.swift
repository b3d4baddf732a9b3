// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

/// One log that somebody damaged, among others.
@Suite struct DamagedLogTests {
    private let release = SigningKey.generate()

    private func kinds(in repository: RepositoryName, _ test: TestRegistry) async throws -> [EventRecord.Kind] {
        try await test.history(of: nil, in: repository).map(\.kind)
    }

    @Test(arguments: Stores.allCases)
    func keepsNoOtherLogFromBeingToldOfRequirementsAndKeys(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            let others: [RepositoryName] = ["another/app", "zone/app"]
            for repository in [.app] + others {
                try await test.push(Image("one"), as: "1.0", in: repository)
            }
            let own = try await test.metadata.read { try #require(try $0.logHead(of: .app)) }
            let damaged = LogHead(size: 5, range: own.range, checkpoint: own.checkpoint)
            try await test.metadata.write { try $0.putLogHead(damaged, of: .app) }

            test.require(["release": release])
            try await test.registry.logTrust()
            _ = try await test.registry.revokeKey(named: "release", reason: "stolen", by: .ann)
            for repository in others {
                let told = try await kinds(in: repository, test)
                #expect(told.contains(.policySet))
                #expect(told.contains(.keyRevoked))
            }
            #expect(try await kinds(in: .app, test) == [.created])
            #expect(try await test.metadata.read { try $0.logHead(of: .app) } == damaged)

            try await test.metadata.write { try $0.putLogHead(own, of: .app) }
            let restored = try await test.reopened()
            try await restored.registry.logTrust()
            #expect(try await kinds(in: .app, restored).contains(.keyRevoked))
        }
    }

    @Test func keepsNoPushElsewhereFromGoingOn() async throws {
        try await withRegistry(.memory, [.open]) { test in
            test.require(["release": release])
            for repository in [RepositoryName.app, "zone/app"] {
                _ = try await test.push(Image("one"), as: "1.0", in: repository)
            }
            let own = try await test.metadata.read { try #require(try $0.logHead(of: .app)) }
            var damaged = own
            damaged.checkpoint = Array("nothing that was ever signed\n".utf8)
            let written = damaged
            try await test.metadata.write { try $0.putLogHead(written, of: .app) }

            test.rule(.open)
            try await test.registry.logTrust()
            #expect(try await test.metadata.read { try $0.tag("1.0", in: "zone/app")?.digest } == Image("one").digest)
            #expect(try await test.metadata.read { try $0.tag("1.0", in: .app)?.digest } == nil)

            try await test.metadata.write { try $0.putLogHead(own, of: .app) }
            try await test.registry.logTrust()
            #expect(try await test.metadata.read { try $0.tag("1.0", in: .app)?.digest } == Image("one").digest)
        }
    }
}
