// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Testing

/// Names that once meant an affected image.
@Suite struct FormerlyAffectedTests {
    private let base = Image("base", ["a"])
    private let old = Image("old", ["a", "b"])
    private let new = Image("new", ["a", "c"])
    private let unrelated = Image("unrelated", ["x"])

    @Test(arguments: Stores.allCases)
    func tagThatMovedOnIsListedOnlyWhenAskedFor(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "moves", change: .allow)]) { test in
            try await test.push(base, as: "12", in: "team/debian")
            for image in [old, new] { try await test.push(image, as: "1.0") }
            try await test.push(old, as: "stable")
            let current = [Affected("team/app:1.0", [base, new]), Affected("team/app:stable", [base, old])]
            #expect(try await test.affected("team/debian:12").list == current)
            let former = Affected("team/app:1.0", [base, old], isCurrent: false)
            #expect(try await test.affected("team/debian:12", .ever).list == current + [former])
        }
    }

    @Test(arguments: Stores.allCases)
    func tagsThatAreGoneOrMeanSomethingElseAreFormer(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "moves", change: .allow)]) { test in
            try await test.push(base, as: "12", in: "team/debian")
            try await test.push(old, as: "deleted")
            try await test.delete("deleted")
            try await test.push(new, as: "moved")
            try await test.push(unrelated, as: "moved")
            #expect(try await test.affected("team/debian:12").images.isEmpty)
            #expect(
                try await test.affected("team/debian:12", .ever).list == [
                    Affected("team/app:deleted", [base, old], isCurrent: false),
                    Affected("team/app:moved", [base, new], isCurrent: false),
                ]
            )
            // What is not stored any more is not listed.
            try await test.delete(old.digest)
            #expect(try await test.affected("team/debian:12", .ever).names == ["team/app:moved"])
        }
    }

    @Test(arguments: Stores.allCases)
    func formerIndexIsSaid(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "moves", change: .allow)]) { test in
            try await test.push(base, as: "12", in: "team/debian")
            let (first, second) = (Image(index: [old]), Image(index: [old, unrelated]))
            try await test.push(first, as: "1.0")
            try await test.push(first, as: "2.0")
            try await test.push(second, as: "1.0")
            try await test.delete("2.0")
            #expect(
                try await test.affected("team/debian:12", .ever).list == [
                    Affected("team/app:1.0", [base, old], index: second),
                    Affected("team/app:2.0", [base, old], isCurrent: false, index: first),
                ]
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func imageThatNoTagEverMeantHasNone(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "12", in: "team/debian")
            try await test.store(old)
            #expect(try await test.affected("team/debian:12").images.isEmpty)
            let former = try await test.affected("team/debian:12", .ever)
            #expect(former.list == [Affected("team/app", [base, old], isCurrent: false)])
            #expect(former.images.first?.tag == nil)
        }
    }

    /// An offer that was never accepted set no tag.
    @Test(arguments: Stores.allCases)
    func heldImageHasNoTagAndIsForThoseWhoMayReadIt(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "12", in: "team/debian")
            try await test.push(unrelated, as: "1.0")
            let id = try await test.hold(new, as: "1.0", by: .ben)
            for caller in [Caller.ann, .ben] {
                #expect(try await test.affected("team/debian:12", by: caller).images.isEmpty)
                let ever = try await test.affected("team/debian:12", .ever, by: caller)
                #expect(ever.list == [Affected("team/app", [base, new], isCurrent: false)])
            }
            for caller in [Caller.eve, .bea, .nobody] {
                #expect(try await test.affected("team/debian:12", .ever, by: caller).images.isEmpty)
            }
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await test.affected("team/debian:12").names == ["team/app:1.0"])
        }
    }

    /// Asking about a tag is asking about what it means now, whatever is offered for it.
    @Test(arguments: Stores.allCases)
    func tagWithAHeldChangeIsWhatItMeansNow(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let rebuilt = Image("rebuilt", ["r"])
            try await test.push(base, as: "12", in: "team/debian")
            try await test.push(old, as: "1.0")
            try await test.push(Image("on rebuilt", ["r", "s"]), as: "2.0")
            _ = try await test.hold(rebuilt, as: "12", in: "team/debian", by: .ben)
            for caller in [Caller.ann, .ben, .eve] {
                #expect(try await test.affected("team/debian:12", by: caller).names == ["team/app:1.0"])
            }
            let offered = "team/debian@\(rebuilt.digest)"
            #expect(try await test.affected(offered, by: .ann).names == ["team/app:2.0"])
            let refused = try await refusal { _ = try await test.affected(offered) }
            #expect(refused == .held)
        }
    }
}
