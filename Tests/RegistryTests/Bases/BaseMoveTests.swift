// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

/// What is told when a tag moves that images are built on.
@Suite struct BaseMoveTests {
    private let old = Image("base old", ["a", "b"])
    private let new = Image("base new", ["c", "d"])
    private let free = [Rule(name: "free", change: .allow)]

    @Test(arguments: Stores.allCases)
    func imagesBuiltOnWhatATagMeantAreTold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")], publicURL: "https://h.example", under: free)
            try await test.push(old, as: "1.0", in: "library/base")
            try await test.push(Image("app", ["a", "b", "x"]), as: "1", "latest", in: "team/app")
            try await test.push(
                Image("squashed", ["s"], Making(annotations: .base(old.digest))),
                as: "1",
                in: "team/squashed"
            )
            try await test.push(Image("stranger", ["s"]), as: "1", in: "team/stranger")
            #expect(try await !test.told().contains("base.moved"))
            try await test.push(new, as: "1.0", in: "library/base")
            #expect(try await test.told().suffix(2) == ["moved", "base.moved"])
            let facts = try await test.facts()
            #expect(facts["event"]?.string == "base.moved")
            #expect(facts["repository"]?.string == "library/base")
            #expect(facts["tag"]?.string == "1.0")
            #expect(facts["digest"]?.string == new.digest.rawValue)
            #expect(facts["previous"]?.string == old.digest.rawValue)
            #expect(
                facts["images"]?.array?.compactMap(\.string)
                    == ["team/app:1", "team/app:latest", "team/squashed:1"]
            )
            #expect(facts["count"] == .integer(3))
            #expect(facts["url"]?.string == "https://h.example/r/library/base/-/tags/1.0")
        }
    }

    @Test(arguments: Stores.allCases)
    func approvalMovesABaseToo(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")])
            try await test.push(Image(index: [old]), as: "1.0", in: "library/base")
            try await test.push(Image(index: [Image("app", ["a", "b", "x"])]), as: "1")
            let hold = try await test.hold(Image(index: [new]), as: "1.0", in: "library/base")
            #expect(try await !test.told().contains("base.moved"))
            _ = try await test.registry.approve(hold, reason: nil, by: .ann)
            #expect(try await test.told().suffix(2) == ["approved", "base.moved"])
            #expect(try await test.facts()["images"]?.array?.compactMap(\.string) == ["team/app:1"])
        }
    }

    @Test(arguments: Stores.allCases)
    func moveOfWhatNothingIsBuiltOnIsNoBaseMove(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")], under: free)
            try await test.push(Image("nothing", [""]), as: "1.0", in: "library/base")
            try await test.push(Image("app", ["", "x"]), as: "1")
            try await test.push(new, as: "1.0", in: "library/base")
            try await test.push(Image("app", ["y"]), as: "1")
            #expect(try await test.told() == ["created", "created", "moved", "moved"])
        }
    }

    @Test(arguments: Stores.allCases)
    func manyImagesAreCountedAndSomeNamed(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            var subscription = Subscription.all("a")
            subscription.events = [.baseMoved]
            test.tell([subscription], under: free)
            try await test.push(old, as: "1.0", in: "library/base")
            let app = Image("app", ["a", "b", "x"])
            for first in 0..<120 { try await test.push(app, as: try Tag("v\(first)")) }
            try await test.push(new, as: "1.0", in: "library/base")
            #expect(try await test.told() == ["base.moved"])
            let facts = try await test.facts()
            #expect(facts["images"]?.array?.count == 100)
            #expect(facts["count"] == .integer(120))
        }
    }

    @Test func buildsWithoutTagUseNothingUp() async throws {
        try await withRegistry(.memory) { test in
            var subscription = Subscription.all("a")
            subscription.events = [.baseMoved]
            test.tell([subscription], under: free)
            try await test.push(old, as: "1.0", in: "library/base")
            for number in 0..<520 {
                try await test.push(Image("build \(number)", ["a", "b", "x\(number)"]), as: "build", in: "ci/app")
            }
            try await test.push(Image("app", ["a", "b", "z"]), as: "1", in: "zz/app")
            try await test.push(new, as: "1.0", in: "library/base")
            #expect(
                try await test.facts()["images"]?.array?.compactMap(\.string) == ["ci/app:build", "zz/app:1"]
            )
            #expect(try await test.facts()["truncated"] == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func deletedTagThatIsPushedAgainMoved(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")], under: free)
            try await test.push(old, as: "1.0", in: "library/base")
            try await test.push(Image("app", ["a", "b", "x"]), as: "1")
            try await test.delete("1.0", in: "library/base")
            try await test.push(new, as: "1.0", in: "library/base")
            #expect(try await test.told().suffix(3) == ["deleted", "created", "base.moved"])
            #expect(try await test.facts()["previous"]?.string == old.digest.rawValue)
            #expect(try await test.facts()["images"]?.array?.compactMap(\.string) == ["team/app:1"])
        }
    }

    @Test(arguments: Stores.allCases)
    func copiesAreNotBuiltOnEachOther(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")], under: free)
            try await test.push(old, as: "1.0")
            try await test.push(old, as: "1.0", in: "prod/app")
            try await test.push(Image("next", ["a", "b", "x"]), as: "1.1")
            try await test.push(new, as: "1.0", in: "prod/app")
            #expect(try await !test.told().contains("base.moved"))
        }
    }
}
