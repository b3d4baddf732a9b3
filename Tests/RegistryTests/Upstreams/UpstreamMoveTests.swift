// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// What happens when an upstream says something new about a tag that is here.
@Suite struct UpstreamMoveTests {
    private let one = Image("one")
    private let two = Image("two")
    private let three = Image("three")

    private func rule(_ change: TagAction) -> [Rule] { [Rule(name: "the rule", change: change)] }

    @Test(arguments: Stores.allCases)
    func unchangedTagCostsOneHeadAndNoEvent(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            front.upstream.forgetRequests()
            let check = try await front.pullAndCheck("1.0")
            #expect(check.digest == one.digest)
            #expect(front.upstream.requests.map(\.line) == ["HEAD /v2/library/app/manifests/1.0"])
            #expect(try await front.kinds(of: "1.0") == [.created])
        }
    }

    @Test func manyPullsOfAnOldAnswerAskOnce() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            front.upstream.forgetRequests()
            try front.letAnswersAge()
            try await withThrowingTaskGroup(of: Digest.self) { group in
                for _ in 0..<100 { group.addTask { try await front.pull("1.0") } }
                for try await digest in group { #expect(digest == one.digest) }
            }
            _ = try await front.checked("1.0")
            #expect(front.upstream.requests.map(\.line) == ["HEAD /v2/library/app/manifests/1.0"])
        }
    }

    @Test func pullDoesNotWaitForTheCheck() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            let gate = Gate()
            front.upstream.fail(.heads, with: .wait(gate), times: 1)
            try front.upstream.put(two, as: "1.0")
            try front.letAnswersAge()
            // The gate is closed until the pull has ended.
            #expect(try await front.pull("1.0") == one.digest)
            #expect(try await eventually { gate.waiting == 1 })
            #expect(try await front.pull("1.0") == one.digest)
            gate.open()
            #expect(try await eventually { try await front.kinds(of: "1.0").contains(.held) })
        }
    }

    @Test(arguments: Stores.allCases)
    func deniedMoveIsOnlyObserved(stores: Stores) async throws {
        try await withUpstream(stores, rule(.deny)) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            front.upstream.forgetRequests()
            let check = try await front.pullAndCheck("1.0")
            #expect(check.digest == two.digest)
            try await front.pullAndCheck("1.0")
            #expect(try await front.kinds(of: "1.0") == [.created, .observed])
            #expect(front.upstream.requests.allSatisfy { $0.method == "HEAD" })
            try await front.expectPulls(one, as: "1.0")
        }
    }

    @Test(arguments: Stores.allCases)
    func allowedMoveIsFollowedByDigest(stores: Stores) async throws {
        try await withUpstream(stores, rule(.allow)) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            front.upstream.forgetRequests()
            try await front.pullAndCheck("1.0")
            #expect(front.upstream.manifestLines == ["HEAD 1.0", "GET \(two.digest)"])
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .moved])
            try await front.expectPulls(two, as: "1.0")
            try await front.test.expectPulls(one, in: .fronted)
        }
    }

    @Test(arguments: Stores.allCases)
    func heldMoveKeepsTheOldContentAndWaitsWithTheNew(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            front.upstream.forgetRequests()
            try await front.pullAndCheck("1.0")
            #expect(front.upstream.manifestLines == ["HEAD 1.0", "GET \(two.digest)"])
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .held])
            let hold = try await front.openHold(of: "1.0")
            #expect(hold.from == one.digest)
            #expect(hold.to == two.digest)
            #expect(hold.offeredBy == "upstream docker.io")
            let pulled = try await front.registry.manifest(.tag("1.0"), in: .fronted, by: .eve)
            #expect(pulled.manifest.digest == one.digest)
            #expect(pulled.hold?.id == hold.id)
            try await front.expectPulls(one, as: "1.0")
            #expect(try await refusal { _ = try await front.pull(.digest(two.digest)) } == .held)
        }
    }

    @Test(arguments: Stores.allCases)
    func approvalNeedsNoUpstream(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            try await front.pullAndCheck("1.0")
            await front.upstream.close()
            let hold = try await front.openHold(of: "1.0")
            _ = try await front.registry.approve(hold.id, reason: "seen", by: .ann)
            try await front.expectPulls(two, as: "1.0")
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .held, .approved])
        }
    }

    @Test func rejectedMoveIsNotOfferedAgain() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            try await front.pullAndCheck("1.0")
            let hold = try await front.openHold(of: "1.0")
            _ = try await front.registry.reject(hold.id, reason: "not ours", by: .ann)
            front.upstream.forgetRequests()
            for _ in 0..<3 { try await front.pullAndCheck("1.0") }
            #expect(front.upstream.manifestLines == ["HEAD 1.0", "HEAD 1.0", "HEAD 1.0"])
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .held, .rejected])
            try await front.expectPulls(one, as: "1.0")
        }
    }

    @Test func sameMoveIsFetchedAndRecordedOnce() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            for _ in 0..<3 { try await front.pullAndCheck("1.0") }
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .held])
            #expect(front.upstream.count(Selection("GET", two.digest.rawValue)) == 1)
        }
    }

    @Test func moveBackEndsTheHold() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            try await front.pullAndCheck("1.0")
            let hold = try await front.openHold(of: "1.0")
            try front.upstream.put(one, as: "1.0")
            try await front.pullAndCheck("1.0")
            #expect(try await front.test.state(of: hold.id) == .superseded)
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .held, .observed, .superseded])
            try await front.expectPulls(one, as: "1.0")
        }
    }

    @Test func nextMoveTakesThePlaceOfTheHoldBeforeIt() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            try await front.pullAndCheck("1.0")
            let first = try await front.openHold(of: "1.0")
            try front.upstream.put(three, as: "1.0")
            try await front.pullAndCheck("1.0")
            #expect(try await front.test.state(of: first.id) == .superseded)
            #expect(try await front.openHold(of: "1.0").to == three.digest)
            try await front.expectPulls(one, as: "1.0")
        }
    }

    @Test func tagThatIsGoneUpstreamStays() async throws {
        try await withUpstream(.memory, rule(.allow)) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            front.upstream.remove(tag: "1.0", in: FaultyRegistry.repository)
            let check = try await front.pullAndCheck("1.0")
            #expect(check.failure?.contains("does not have it") == true, "\(check)")
            try await front.expectPulls(one, as: "1.0")
        }
    }

    @Test func contentThatCannotBeFetchedIsTriedAgainAndNothingMovesMeanwhile() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            front.upstream.fail(.blobs, with: .refusal(500, words: "no blobs today"))
            let check = try await front.pullAndCheck("1.0")
            #expect(check.failure?.contains("no blobs today") == true, "\(check)")
            #expect(!check.isSettled)
            try await front.expectPulls(one, as: "1.0")
            front.upstream.heal()
            try front.test.advance(by: .hours(1))
            try await front.pullAndCheck("1.0")
            #expect(try await front.openHold(of: "1.0").to == two.digest)
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .held])
        }
    }

    @Test func onlyPlatformsThatAreHereAreFetchedForADecision() async throws {
        try await withUpstream { front in
            let before = Image(index: [one, two])
            let after = Image(index: [three, Image("four")])
            try front.upstream.put(before, as: "1.0")
            try await front.expectPulls(before, as: "1.0")
            try front.upstream.put(after, as: "1.0")
            try await front.pullAndCheck("1.0")
            #expect(try await front.openHold(of: "1.0").to == after.digest)
            await front.upstream.close()
            let hold = try await front.openHold(of: "1.0")
            _ = try await front.registry.approve(hold.id, reason: "seen", by: .ann)
            try await front.expectPulls(after, as: "1.0")
        }
    }
}
