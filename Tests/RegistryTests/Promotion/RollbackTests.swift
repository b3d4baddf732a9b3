// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct RollbackTests {
    private static let open = [Rule(name: "open", change: .allow)]

    /// Pushes images under one tag, an hour apart.
    private func push(_ names: [String], _ test: TestRegistry) async throws {
        for name in names {
            try await test.push(Image(name), as: "live")
            try test.advance(by: .hours(1))
        }
    }

    @Test(arguments: Stores.allCases)
    func whoMayApproveGoesBackAtOnce(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.open) { test in
            try await push(["one", "two"], test)
            test.rules([])
            let hold = try await test.hold(Image("three"), as: "live")
            let result = try await test.rollBack("live", to: .previous, reason: "two broke the checkout")
            #expect(result.outcome == .restored)
            #expect(result.digest == Image("one").digest)
            #expect(result.previous == Image("two").digest)
            #expect(try await test.meaning(of: "live") == Image("one").digest)
            #expect(try await test.state(of: hold) == .superseded)
            #expect(try await test.registry.hold(hold, by: .eve).record.reason?.contains("rolled back") == true)
            let event = try #require(try await test.history(of: "live").last)
            #expect(event.kind == .restored)
            #expect(event.index == result.index)
            #expect(event.actor == "ann")
            #expect(event.reason == "two broke the checkout")
            let again = try await test.rollBack("live", to: .digest(Image("one").digest))
            #expect(again.outcome == .unchanged)
            #expect(again.index == nil)
            #expect(try await test.history(of: "live").last == event)
        }
    }

    @Test(arguments: Stores.allCases)
    func previousIsWhatWasMeantBeforeWhatIsMeantNow(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.open) { test in
            try await push(["one", "two", "three"], test)
            // Back and forth between the last two, however often.
            for expected in ["two", "three", "two"] {
                #expect(try await test.rollBack("live", to: .previous).digest == Image(expected).digest)
            }
            // Deleted, it comes back as it was.
            try await test.delete("live")
            #expect(try await test.rollBack("live", to: .previous).digest == Image("two").digest)
            #expect(try await test.meaning(of: "live") == Image("two").digest)
            #expect(try await test.rollBack("live", to: .digest(Image("one").digest)).outcome == .restored)
        }
    }

    @Test(arguments: Stores.allCases)
    func aMomentNamesWhatWasMeantThen(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.open) { test in
            let start = test.clock.now
            try await push(["one", "two"], test)
            try await test.delete("live")
            try test.advance(by: .hours(1))
            try await push(["three"], test)
            let early = try await error { try await test.rollBack("live", to: .asOf(start.advanced(by: .seconds(-1)))) }
            #expect(early?.code == .conflict)
            let deleted = start.advanced(by: .seconds(2 * 3_600 + 1_800))
            #expect(try await refusal { try await test.rollBack("live", to: .asOf(deleted)) } == .conflict)
            let result = try await test.rollBack("live", to: .asOf(start.advanced(by: .seconds(1_800))))
            #expect(result.digest == Image("one").digest)
            #expect(try await test.rollBack("live", to: .asOf(test.clock.now)).outcome == .unchanged)
        }
    }

    @Test(arguments: Stores.allCases)
    func onlyWhatTheTagHasMeantComesBack(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.open) { test in
            try await push(["one"], test)
            try await test.push(Image("other"), as: "else")
            test.rules([])
            let held = try await test.hold(Image("held"), as: "live")
            for digest in [Image("other").digest, Image("held").digest, .absent] {
                let error = try await error { try await test.rollBack("live", to: .digest(digest)) }
                #expect(error?.code == .conflict)
                #expect(error?.message.contains("promote") == true)
            }
            #expect(try await refusal { try await test.rollBack("live", to: .previous) } == .conflict)
            #expect(try await refusal { try await test.rollBack("none", to: .previous) } == .manifestUnknown)
            #expect(try await test.state(of: held) == .open)
        }
    }

    @Test(arguments: Stores.allCases)
    func goingBackTakesAReasonInOneLine(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.open) { test in
            try await push(["one", "two"], test)
            for reason in [nil, "", "  ", "a\nb"] {
                let code = try await refusal { try await test.rollBack("live", to: .previous, reason: reason) }
                #expect(code == .requestInvalid)
            }
            #expect(try await test.meaning(of: "live") == Image("two").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func whoMayOnlyPushIsJudgedLikeAPush(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.open) { test in
            try await push(["one", "two"], test)
            test.rules([])
            let error = try await error { try await test.rollBack("live", to: .previous, by: .ben) }
            #expect(error?.code == .tagRefused)
            #expect(error?.message.contains("the rollback to \(Image("one").digest) is held") == true)
            let id = try #require(error?.hold)
            #expect(try await test.registry.hold(id, by: .eve).record.reason == "rollback: it broke")
            #expect(try await test.meaning(of: "live") == Image("two").digest)
            _ = try await test.registry.reject(id, reason: nil, by: .ann)
            test.rules(Self.open)
            let result = try await test.rollBack("live", to: .previous, by: .ben)
            #expect(result.outcome == .restored)
            let event = try #require(try await test.history(of: "live").last)
            #expect(event.kind == .restored)
            #expect(event.reason == "it broke")
            #expect(event.index == result.index)
            #expect(try await test.rollBack("live", to: .digest(Image("one").digest), by: .ben).outcome == .unchanged)
        }
    }

    @Test(arguments: Stores.allCases)
    func othersMayNot(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.open) { test in
            try await push(["one", "two"], test)
            for caller in [Caller.eve, .nobody] {
                #expect(
                    try await refusal { try await test.rollBack("live", to: .previous, by: caller) } == .rightMissing
                )
                #expect(
                    try await refusal { try await test.rollBack("none", to: .previous, by: caller) } == .rightMissing
                )
            }
            let approver = AccessPolicy(entries: [AccessEntry(subject: .users(["dan"]), can: [.pull, .approve])])
            let dan = Caller(user: "dan", access: approver)
            #expect(try await test.rollBack("live", to: .previous, by: dan).outcome == .restored)
        }
    }

    @Test(arguments: Stores.allCases)
    func aRuleThatDeniesChangeDeniesGoingBack(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.open) { test in
            try await push(["one", "two"], test)
            test.rule(Rule(name: "r", change: .deny))
            #expect(try await refusal { try await test.rollBack("live", to: .previous) } == .conflict)
            #expect(try await refusal { try await test.rollBack("live", to: .previous, by: .ben) } == .tagRefused)
            test.rule(Rule(name: "r", change: .allow, require: [Requirement(keys: ["release"])]))
            #expect(try await refusal { try await test.rollBack("live", to: .previous) } == .conflict)
            #expect(try await refusal { try await test.rollBack("live", to: .previous, by: .ben) } == .conflict)
            #expect(try await test.meaning(of: "live") == Image("two").digest)
            #expect(try await test.kinds(of: "live") == [.created, .moved])
        }
    }

    @Test(arguments: Stores.allCases)
    func contentThatIsGoneIsNamed(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.open) { test in
            let index = Image(index: [Image("amd64"), Image("arm64")])
            try await test.push(index, as: "live")
            try await test.push(Image("two"), as: "live")
            try await test.delete(Image("arm64").digest)
            for caller in [Caller.ann, .ben] {
                let error = try await error { try await test.rollBack("live", to: .previous, by: caller) }
                #expect(error?.code == .conflict)
                #expect(error?.message.contains(Image("arm64").digest.rawValue) == true)
            }
            try await test.delete(index.digest)
            for caller in [Caller.ann, .ben] {
                let error = try await error { try await test.rollBack("live", to: .previous, by: caller) }
                #expect(error?.code == .conflict)
                #expect(error?.message.contains("no longer stored") == true)
            }
            #expect(try await test.meaning(of: "live") == Image("two").digest)
        }
    }

    @Test func aTagDoesNotMoveToDamagedContent() async throws {
        try await withRegistry(.disk, Self.open) { test in
            let index = Image(index: [Image("amd64"), Image("arm64")])
            try await test.push(index, as: "blob")
            try await test.push(index, as: "manifest")
            for tag in ["blob", "manifest"] as [Tag] { try await test.push(Image("two"), as: tag) }
            let files = try #require(test.files)
            try test.advance(by: .hours(1))
            let blob = Image("arm64").blobDigests[0]
            try files.flipByte(of: blob)
            try test.advance(by: .hours(1))
            _ = try await test.registry.scrub(by: .ann)
            for caller in [Caller.ann, .ben] {
                let error = try await error { try await test.rollBack("blob", to: .previous, by: caller) }
                #expect(error?.code == .conflict)
                #expect(error?.message.contains(blob.rawValue) == true)
            }
            // Nobody has noticed this one yet.
            try await test.push(Image("arm64"), as: "heals")
            try files.flipByte(of: index.digest)
            let reopened = try await test.reopened()
            for caller in [Caller.ann, .ben] {
                let error = try await error { try await reopened.rollBack("manifest", to: .previous, by: caller) }
                #expect(error?.code == .conflict)
                #expect(error?.message.contains("damaged or gone") == true)
            }
            #expect(try await reopened.meaning(of: "manifest") == Image("two").digest)
            #expect(try await reopened.rollBack("manifest", to: .digest(Image("two").digest)).outcome == .unchanged)
        }
    }
}
