// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct TagTableTests {
    @Test(arguments: Stores.allCases, TagCell.all)
    func pushDoesWhatTheTableSays(_ stores: Stores, _ cell: TagCell) async throws {
        try await withRegistry(stores, [.open]) { test in
            let scene = cell.situation.scene
            for image in scene.before { #expect(try await test.push(image, as: scene.tag) == []) }
            if scene.isDeleted { try await test.delete(scene.tag) }
            // Read once, so that an answer kept in memory would be noticed afterwards.
            #expect(try await test.meaning(of: scene.tag) == scene.current)
            let before = try await test.history(of: scene.tag)

            test.rule(cell.rule)
            let refusals = try await test.push(scene.offered, as: scene.tag, by: .bea)

            let added = try await test.history(of: scene.tag).dropFirst(before.count)
            let holds = try await test.holds(of: scene.tag)
            switch cell.outcome {
            case .moves:
                #expect(refusals == [])
                #expect(added.map(\.kind) == [scene.current == nil ? .created : .moved])
                #expect(added.first?.digest == scene.offered.digest)
                #expect(added.first?.previous == scene.current)
                #expect(added.first?.actor == "bea")
                #expect(holds == [])
            case .unchanged:
                #expect(refusals == [])
                #expect(added.isEmpty)
                #expect(holds == [])
            case .held:
                expect(refusals, scene, .held, hold: holds.first?.id)
                #expect(added.map(\.kind) == [.held])
                #expect(added.first?.digest == scene.offered.digest)
                #expect(added.first?.previous == scene.current)
                #expect(added.first?.actor == "bea")
                #expect(added.first?.hold == holds.first?.id)
                #expect(holds.map(\.state) == [.open])
                #expect(holds.first?.from == scene.last)
                #expect(holds.first?.to == scene.offered.digest)
                #expect(holds.first?.offeredBy == "bea")
                #expect(holds.first?.rule == "the rule")
            case .forbidden:
                expect(refusals, scene, .forbidden, hold: nil)
                #expect(added.isEmpty)
                #expect(holds == [])
            case .pends:
                #expect(refusals == [])
                #expect(added.map(\.kind) == [.pending])
                #expect(added.first?.digest == scene.offered.digest)
                #expect(added.first?.previous == scene.current)
                #expect(holds.map(\.state) == [.pending])
                #expect(holds.first?.from == scene.last)
                #expect(holds.first?.to == scene.offered.digest)
                #expect(holds.first?.offeredBy == "bea")
            }
            let means = cell.outcome == .moves ? scene.offered.digest : scene.current
            #expect(try await test.meaning(of: scene.tag) == means)
            for image in scene.before { try await test.expectPulls(image) }
        }
    }

    private func expect(_ refusals: [TagRefusal], _ scene: TagScene, _ reason: TagRefusal.Reason, hold: Int64?) {
        #expect(refusals.count == 1)
        #expect(refusals.first?.repository == .app)
        #expect(refusals.first?.tag == scene.tag)
        #expect(refusals.first?.current == scene.current)
        #expect(refusals.first?.offered == scene.offered.digest)
        #expect(refusals.first?.rule == "the rule")
        #expect(refusals.first?.reason == reason)
        #expect(refusals.first?.hold == hold)
    }

    @Test(arguments: Stores.allCases)
    func pushByDigestMeetsNoRule(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "frozen", change: .deny, create: .deny)]) { test in
            try await test.store(Image("one"))
            try await test.store(Image("one"))
            try await test.expectPulls(Image("one"))
            #expect(try await test.history(of: nil) == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func childOfAnIndexMovesNoTagButTheIndexs(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let (old, new) = (Image(index: [Image("a"), Image("b")]), Image(index: [Image("a"), Image("c")]))
            try await test.push(old, as: "1.0")
            try await test.push(Image("a"), as: "a")
            let hold = try await test.hold(new, as: "1.0")
            #expect(try await test.meaning(of: "1.0") == old.digest)
            try await test.expectPulls(old)
            _ = try await test.registry.approve(hold, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == new.digest)
            #expect(try await test.meaning(of: "a") == Image("a").digest)
            try await test.expectPulls(old)
            try await test.expectPulls(new)
        }
    }

    @Test(arguments: Stores.allCases)
    func ruleAddedLaterJudgesTheNextPush(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.push(Image("two"), as: "1.0")
            test.rules([Rule(name: "frozen", tags: [try Glob("1.*")], change: .deny), .open])
            #expect(try await test.push(Image("three"), as: "1.0").map(\.reason) == [.forbidden])
            #expect(try await test.push(Image("three"), as: "2.0") == [])
            #expect(try await test.push(Image("two"), as: "1.0") == [])
            #expect(try await test.kinds(of: "1.0") == [.created, .moved])
            test.rules([.open])
            #expect(try await test.push(Image("three"), as: "1.0") == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func timesOfATagIncreaseThoughTheClockStandsStillOrGoesBack(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            for name in ["one", "two", "three"] { try await test.push(Image(name), as: "1.0") }
            test.clock.advance(by: .days(-1))
            try await test.push(Image("four"), as: "1.0")
            try await test.delete("1.0")
            let times = try await test.history(of: "1.0").map(\.time.microseconds)
            #expect(times == (0..<5).map { times[0] + $0 })
        }
    }

    @Test(arguments: Stores.allCases)
    func missingContentIsToldBeforeAnyRule(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "frozen", change: .deny, create: .deny)]) { test in
            let code = try await refusal { _ = try await test.put(Image("one"), as: ["1.0"]) }
            #expect(code == .manifestBlobUnknown)
            #expect(try await test.pullRefusal(Image("one").digest) == .manifestUnknown)
        }
    }
}

extension Rule {
    /// A rule that lets everything happen.
    static let open = Rule(name: "open", change: .allow, create: .allow)
}
