// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct TagRaceTests {
    private static let rounds = 8

    /// What one of several racing pushes was told.
    private enum Answer: Hashable {
        case accepted
        case refused(TagRefusal.Reason)
        case failed(RegistryError.Code)
    }

    /// Pushes images to one tag at the same time.
    private func race(
        _ images: [Image],
        for tag: Tag,
        _ test: TestRegistry,
        precondition: TagPrecondition = .none
    ) async throws -> [Digest: Answer] {
        for image in images { try await test.upload(image) }
        return try await withThrowingTaskGroup(of: (Digest, Answer).self) { group in
            for image in images {
                group.addTask {
                    do {
                        let refusals = try await test.put(image, as: [tag], precondition: precondition)
                        return (image.digest, refusals.first.map { .refused($0.reason) } ?? .accepted)
                    } catch let error as RegistryError {
                        return (image.digest, .failed(error.code))
                    }
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    @Test(arguments: Stores.allCases, [TagAction.hold, .deny])
    func newTagGoesToExactlyOneAndTheOthersAreTold(_ stores: Stores, _ change: TagAction) async throws {
        try await withRegistry(stores, [Rule(name: "the rule", change: change)]) { test in
            for round in 0..<Self.rounds {
                let tag = try Tag("v\(round)")
                let images = (0..<3).map { Image("\(round)-\($0)") }
                let answers = try await race(images, for: tag, test)
                let winners = answers.filter { $0.value == .accepted }.map(\.key)
                #expect(winners.count == 1)
                let told = answers.values.count { $0 == .refused(change == .hold ? .held : .forbidden) }
                #expect(told == 2)
                #expect(try await test.meaning(of: tag) == winners.first)
                #expect(try await test.holds(of: tag).count { $0.state == .open } == (change == .hold ? 1 : 0))
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func comparedTagGoesToExactlyOneAndTheOthersAreTold(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            try await test.push(Image("start"), as: "latest")
            var current = Image("start").digest
            for round in 0..<Self.rounds {
                let images = (0..<3).map { Image("\(round)-\($0)") }
                let answers = try await race(images, for: "latest", test, precondition: .means([current]))
                let winners = answers.filter { $0.value == .accepted }.map(\.key)
                #expect(winners.count == 1)
                #expect(answers.values.count { $0 == .failed(.preconditionFailed) } == 2)
                current = try #require(winners.first)
                #expect(try await test.meaning(of: "latest") == current)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func existingTagIsHeldForEachAndTheNewestOfferStaysOpen(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("start"), as: "1.0")
            for round in 0..<Self.rounds {
                let images = (0..<3).map { Image("\(round)-\($0)") }
                let answers = try await race(images, for: "1.0", test)
                #expect(answers.values.allSatisfy { $0 == .refused(.held) })
                #expect(try await test.holds(of: "1.0").count { $0.state == .open } == 1)
                #expect(try await test.meaning(of: "1.0") == Image("start").digest)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func pullsDuringMovesSeeOldOrNewAndNeverTheOldAgain(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            let images = (0..<12).map { Image("image \($0)") }
            for image in images { try await test.upload(image) }
            _ = try await test.put(images[0], as: ["latest"])
            let order = Dictionary(uniqueKeysWithValues: zip(images.map(\.digest), images.indices))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for image in images.dropFirst() {
                        _ = try await test.put(image, as: ["latest"])
                        // Once a push is answered nobody reads what the tag meant before it.
                        #expect(try await test.meaning(of: "latest") == image.digest)
                    }
                }
                for _ in 0..<3 {
                    group.addTask {
                        while true {
                            let meaning = try #require(try await test.meaning(of: "latest"))
                            let place = try #require(order[meaning])
                            if place == images.count - 1 { return }
                            await Task.yield()
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
