// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct HoldDecisionTests {
    @Test(arguments: Stores.allCases)
    func approvalMovesTheTag(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve).hold?.id == id)
            try test.advance(by: .hours(1))
            let hold = try await test.registry.approve(id, reason: "checked", by: .ann).record
            #expect(hold.state == .approved)
            #expect(hold.decidedBy == "ann")
            #expect(hold.decidedAt == test.clock.now)
            #expect(hold.reason == "checked")
            #expect(try await test.registry.hold(id, by: .eve).record == hold)
            let pulled = try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve)
            #expect(pulled.manifest.digest == Image("two").digest)
            #expect(pulled.hold == nil)
            let event = try #require(try await test.history(of: "1.0").last)
            #expect(event.kind == .approved)
            #expect(event.digest == Image("two").digest)
            #expect(event.previous == Image("one").digest)
            #expect(event.actor == "ann")
            #expect(event.reason == "checked")
            #expect(event.hold == id)
            #expect(try await test.kinds(of: "1.0") == [.created, .held, .approved])
            try await test.expectPulls(Image("one"))
            try await test.expectPulls(Image("two"))
        }
    }

    @Test(arguments: Stores.allCases)
    func rejectionLeavesTheTagAndIsRemembered(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            let hold = try await test.registry.reject(id, reason: "not ours", by: .ann).record
            #expect(hold.state == .rejected)
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
            #expect(try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve).hold == nil)
            let event = try #require(try await test.history(of: "1.0").last)
            #expect(event.kind == .rejected)
            #expect(event.digest == Image("two").digest)
            #expect(event.previous == Image("one").digest)
            #expect(event.actor == "ann")
            #expect(event.reason == "not ours")

            let refusals = try await test.push(Image("two"), as: "1.0", by: .bea)
            #expect(
                refusals.map(\.reason) == [.rejected(by: "ann", at: try #require(hold.decidedAt), reason: "not ours")]
            )
            #expect(refusals.map(\.hold) == [id])
            #expect(try await test.holds(of: "1.0").count == 1)
            #expect(try await test.kinds(of: "1.0") == [.created, .held, .rejected])
            // Other content is judged afresh, and the rejection outlasts it.
            _ = try await test.registry.approve(try await test.hold(Image("three"), as: "1.0"), reason: nil, by: .ann)
            #expect(try await test.push(Image("two"), as: "1.0").map(\.hold) == [id])
        }
    }

    @Test(arguments: Stores.allCases)
    func closedHoldCanBeNeitherApprovedNorRejected(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0", "2.0", "3.0")
            let approved = try await test.hold(Image("two"), as: "1.0")
            let rejected = try await test.hold(Image("two"), as: "2.0")
            let superseded = try await test.hold(Image("two"), as: "3.0")
            _ = try await test.hold(Image("three"), as: "3.0")
            _ = try await test.registry.approve(approved, reason: nil, by: .ann)
            _ = try await test.registry.reject(rejected, reason: nil, by: .ann)
            let before = try await test.history(of: nil)
            for id in [approved, rejected, superseded] {
                #expect(
                    try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) } == .conflict
                )
                #expect(
                    try await refusal { _ = try await test.registry.reject(id, reason: nil, by: .ann) } == .conflict
                )
            }
            #expect(try await test.history(of: nil) == before)
        }
    }

    @Test(arguments: Stores.allCases)
    func firstPushIsHeldFromNothing(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "new", create: .hold)]) { test in
            let id = try await test.hold(Image("one"), as: "1.0")
            #expect(try await test.holds(of: "1.0").map(\.from) == [nil])
            do {
                _ = try await test.registry.manifest(.tag("1.0"), in: .app, by: .ann)
                Issue.record("the tag does not exist yet")
            } catch let error as RegistryError {
                #expect(error.code == .manifestUnknown)
                #expect(error.hold == id)
            }
            #expect(try await test.registry.tags(in: .app, after: nil, limit: 10, by: .eve) == [])
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
            #expect(try await test.history(of: "1.0").map(\.previous) == [nil, nil])

            let other = try await test.hold(Image("one"), as: "2.0")
            _ = try await test.registry.reject(other, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "2.0") == nil)
            guard case .rejected? = try await test.push(Image("one"), as: "2.0").first?.reason else {
                Issue.record("the rejection was forgotten")
                return
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func changeOfADeletedTagIsHeldAgainstItsTombstone(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.delete("1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.holds(of: "1.0").map(\.from) == [Image("one").digest])
            #expect(try await test.meaning(of: "1.0") == nil)
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == Image("two").digest)
            #expect(try await test.kinds(of: "1.0") == [.created, .deleted, .held, .approved])
            #expect(try await test.history(of: "1.0").last?.previous == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func tagRecreatedWithWhatItMeantClosesTheHoldAgainstItsTombstone(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.delete("1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.push(Image("one"), as: "1.0") == [])
            #expect(try await test.state(of: id) == .superseded)
            #expect(try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) } == .conflict)
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func pusherMayNotApproveWhenApproversMustBeOthers(_ stores: Stores) async throws {
        try await withRegistry(stores, approvals: .distinct) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0", by: .ann)
            #expect(
                try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) } == .rightMissing
            )
            // Neither a reopening nor pushing again makes somebody else of the pusher.
            _ = try await test.registry.reject(id, reason: nil, by: .ann)
            _ = try await test.registry.reopen(id, reason: nil, by: .ann)
            #expect(try await test.push(Image("two"), as: "1.0", by: .ben).map(\.hold) == [id])
            #expect(
                try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) } == .rightMissing
            )
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
            let other = Caller(user: "cleo", access: .open)
            #expect(try await test.registry.approve(id, reason: nil, by: other).record.state == .approved)
        }
    }

    @Test(arguments: Stores.allCases)
    func systemDecidesLikeAnApprover(_ stores: Stores) async throws {
        try await withRegistry(stores, approvals: .distinct) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.registry.approve(id, reason: nil, by: .system).record.decidedBy == "holdfast")
            #expect(try await test.meaning(of: "1.0") == Image("two").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func decisionsNeedTheRightToApproveThere(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            let elsewhere = AccessPolicy(entries: [
                AccessEntry(subject: .users(["ann"]), repositories: [try Glob("else/**")], can: Set(Right.allCases))
            ])
            for caller in [Caller.ben, .eve, .nobody] {
                #expect(
                    try await refusal { _ = try await test.registry.approve(id, reason: nil, by: caller) }
                        == .rightMissing
                )
                #expect(
                    try await refusal { _ = try await test.registry.reject(id, reason: nil, by: caller) }
                        == .rightMissing
                )
                #expect(
                    try await refusal { _ = try await test.registry.reopen(id, reason: nil, by: caller) }
                        == .rightMissing
                )
            }
            // Who may not even pull is not told that there is such a hold.
            let stranger = Caller(user: "ann", access: elsewhere)
            #expect(
                try await refusal { _ = try await test.registry.approve(id, reason: nil, by: stranger) } == .holdUnknown
            )
            #expect(try await refusal { _ = try await test.registry.hold(id, by: stranger) } == .holdUnknown)
            #expect(try await test.registry.holds(states: [.open], limit: 10, by: stranger) == [])
            #expect(try await refusal { _ = try await test.registry.hold(999, by: .ann) } == .holdUnknown)
            #expect(try await test.state(of: id) == .open)
        }
    }

    @Test(arguments: Stores.allCases)
    func nothingIsApprovedUnderARequirementThatCannotBeChecked(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            test.rule(Rule(name: "signed", require: [Requirement(keys: ["release"])]))
            #expect(try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) } == .conflict)
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
            #expect(try await test.state(of: id) == .open)
        }
    }

    @Test(arguments: Stores.allCases)
    func nothingIsApprovedUnderARuleThatForbidsIt(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "r", create: .hold)]) { test in
            let created = try await test.hold(Image("one"), as: "new")
            test.rules([])
            try await test.push(Image("one"), as: "1.0")
            let changed = try await test.hold(Image("two"), as: "1.0")
            test.rule(Rule(name: "frozen", change: .deny, create: .deny))
            for id in [created, changed] {
                let code = try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) }
                #expect(code == .conflict)
                #expect(try await test.state(of: id) == .open)
            }
            // Each part of the rule speaks of its own kind of hold.
            test.rule(Rule(name: "r", change: .deny, create: .allow))
            _ = try await test.registry.approve(created, reason: nil, by: .ann)
            test.rule(Rule(name: "r", change: .hold, create: .deny))
            _ = try await test.registry.approve(changed, reason: nil, by: .ann)
        }
    }

    /// Clients whose index is refused try again with the same images in the other kind of index.
    @Test(arguments: Stores.allCases)
    func sameImagesInAnotherKindOfIndexAreTheSameHold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let children = [Image("amd64"), Image("arm64")]
            let index = Image(index: children)
            let list = Image(index: children, as: .dockerManifestList)
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(index, as: "1.0")
            let again = try await test.push(list, as: "1.0")
            #expect(again.map(\.hold) == [id])
            #expect(again.map(\.offered) == [index.digest])
            #expect(try await test.kinds(of: "1.0") == [.created, .held])
            // Somebody else's push, and other images, are changes of their own.
            let other = try await test.push(list, as: "1.0", by: .ann)
            #expect(other.map(\.hold) != [id])
            #expect(try await test.state(of: id) == .superseded)
            _ = try await test.push(Image(index: [children[0]]), as: "1.0", by: .ann)
            #expect(try await test.kinds(of: "1.0").count == 6)
        }
    }

    @Test(arguments: Stores.allCases)
    func nothingIsApprovedThatLacksAPart(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let index = Image(index: [Image(index: [Image("child")]), Image("other")])
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(index, as: "1.0")
            try await test.delete(Image("child").digest)
            #expect(try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) } == .conflict)
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
            try await test.store(Image("child"))
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == index.digest)
            try await test.expectPulls(index)
        }
    }
}
