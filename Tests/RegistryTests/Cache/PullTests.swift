// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Registry
import Storage
import Testing

@Suite struct PullTests {
    private func lastPull(_ image: Image, in repository: RepositoryName = .app, _ test: TestRegistry) async throws
        -> Timestamp?
    {
        try await test.metadata.read { try $0.lastPull(of: image.digest, in: repository) }
    }

    @Test(arguments: Stores.allCases)
    func pullsAreWrittenTogetherAndTheLastCounts(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let (one, two) = (Image("one"), Image("two"))
            try await test.push(one, as: "1.0")
            try await test.push(two, as: "2.0")
            test.registry.notePull(of: one.digest, in: .app)
            try test.advance(by: .hours(1))
            test.registry.notePull(of: one.digest, in: .app)
            test.registry.notePull(of: two.digest, in: .app)
            #expect(try await lastPull(one, test) == nil)
            try await test.registry.writePulls()
            #expect(try await lastPull(one, test) == test.clock.now)
            #expect(try await lastPull(two, test) == test.clock.now)
            let overview = try await test.registry.tagOverviews(in: .app, after: nil, limit: 10, by: .eve)
            #expect(overview.map(\.lastPulledAt) == [test.clock.now, test.clock.now])
        }
    }

    @Test(arguments: Stores.allCases)
    func earlierTimeNeverReplacesALater(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            test.registry.notePull(of: Image("one").digest, in: .app)
            try await test.registry.writePulls()
            let later = test.clock.now
            test.clock.advance(by: .days(-1))
            test.registry.notePull(of: Image("one").digest, in: .app)
            try await test.registry.writePulls()
            #expect(try await lastPull(Image("one"), test) == later)
        }
    }

    @Test(arguments: Stores.allCases)
    func pullOfWhatIsGoneMeanwhileDoesNoHarm(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            test.registry.notePull(of: Image("one").digest, in: .app)
            test.registry.notePull(of: .absent, in: "never/seen")
            try await test.delete(Image("one").digest)
            try await test.registry.writePulls()
            try await test.registry.writePulls()
            #expect(try await test.metadata.read { try $0.hasRepository("never/seen") } == false)
        }
    }
}
