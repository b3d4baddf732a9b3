// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// Ways around a rule that lead nowhere.
@Suite struct UpstreamBypassTests {
    private let one = Image("one")
    private let two = Image("two")

    private func rule(_ create: TagAction, _ change: TagAction) -> [Rule] {
        [Rule(name: "the rule", change: change, create: create)]
    }

    @Test func imageDoesNotEnterByClaimingToBeAboutAnApprovedOne() async throws {
        let claiming = Image("claiming", subject: one.digest)
        try await withUpstream(.memory, rule(.hold, .hold)) { front in
            try front.upstream.put(one, as: "1.0")
            _ = try await refusal { _ = try await front.pull("1.0") }
            let hold = try await front.openHold(of: "1.0")
            _ = try await front.registry.approve(hold.id, reason: "seen", by: .ann)
            try front.upstream.put(claiming)
            #expect(try await refusal { try await front.pull(.digest(claiming.digest)) } == .upstreamDenied)
        }
    }

    @Test(arguments: [TagAction.allow, .hold])
    func indexDoesNotMakeWelcomeWhatWasRejected(create: TagAction) async throws {
        let wrapped = Image(index: [two])
        let rules = [
            Rule(name: "first", tags: [try Glob("1.0", over: .tag)], create: .hold),
            Rule(name: "second", create: create),
        ]
        try await withUpstream(.memory, rules) { front in
            try front.upstream.put(two, as: "1.0")
            _ = try await refusal { _ = try await front.pull("1.0") }
            let hold = try await front.openHold(of: "1.0")
            _ = try await front.registry.reject(hold.id, reason: "bad", by: .ann)
            try front.upstream.put(wrapped, as: "2.0")
            #expect(try await refusal { try await front.pull("2.0") } == .upstreamDenied)
            #expect(try await refusal { try await front.pull(.digest(wrapped.digest)) } == .upstreamDenied)
            try front.upstream.put(two, as: "3.0")
            #expect(try await refusal { try await front.pull("3.0") } == .upstreamDenied)
            let asked = try await refusal { _ = try await front.pull(.tag("4.0"), for: .description) }
            #expect(asked == .manifestUnknown)
            #expect(try await front.kinds(of: "3.0") == [])
        }
    }

    @Test(arguments: [TagAction.hold, .deny])
    func deletedTagTellsNobodyWhatItWouldMean(change: TagAction) async throws {
        try await withUpstream(.memory, rule(.allow, change)) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try await front.registry.deleteManifest(.tag("1.0"), in: .fronted, precondition: .none, by: .ann)
            try front.upstream.put(two, as: "1.0")
            try front.test.advance(by: .hours(1))
            for purpose in [PullPurpose.description, .content, .description] {
                let code = try await refusal { _ = try await front.pull(.tag("1.0"), for: purpose) }
                #expect(code == (change == .hold ? .manifestUnknown : .upstreamDenied), "\(purpose)")
            }
            // Another tag of the same content is judged by itself.
            try front.upstream.put(two, as: "2.0")
            #expect(try await front.pull(.tag("2.0"), for: .description) == two.digest)
            #expect(try await front.pull(.digest(two.digest)) == two.digest)
            #expect(try await front.kinds(of: "2.0") == [.created])
        }
    }

    @Test(arguments: Stores.allCases)
    func tagOfContentThatIsHereIsSetByAHead(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try front.upstream.put(one, as: "1.0")
            try front.upstream.put(one, as: "1")
            try await front.expectPulls(one, as: "1.0")
            #expect(try await front.pull(.tag("1"), for: .description) == one.digest)
            #expect(try await front.pull(.digest(one.digest)) == one.digest)
            #expect(try await front.kinds(of: "1") == [.created])
            await front.upstream.close()
            #expect(try await front.pull("1") == one.digest)
        }
    }

    @Test func tagsThatWereAskedAboutBeforeTheirContentCameAreSetWithIt() async throws {
        try await withUpstream(.memory) { front in
            for tag in ["1.0", "1", "latest"] as [Tag] {
                try front.upstream.put(one, as: tag)
                #expect(try await front.pull(.tag(tag), for: .description) == one.digest)
            }
            #expect(try await front.pull("1.0") == one.digest)
            #expect(try await front.pull(.digest(one.digest)) == one.digest)
            for tag in ["1.0", "1", "latest"] as [Tag] { #expect(try await front.kinds(of: tag) == [.created]) }
        }
    }

    @Test func manyWhoAskAtOnceAreOneRequest() async throws {
        try await withUpstream(.memory) { front in
            try front.upstream.put(one, as: "1.0")
            let gate = Gate()
            front.upstream.fail(Selection("HEAD"), with: .wait(gate))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<30 { group.addTask { try await front.pull(.tag("1.0"), for: .description) } }
                _ = try await eventually { !front.upstream.requests.isEmpty }
                gate.open()
                try await group.waitForAll()
            }
            #expect(front.upstream.manifestLines == ["HEAD 1.0"])
        }
    }
}
