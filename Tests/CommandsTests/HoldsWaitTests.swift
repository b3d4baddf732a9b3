// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization
import Testing

@testable import Commands

@Suite struct HoldsWaitTests {
    @Test(arguments: [("approved", Int32(0)), ("rejected", 1), ("superseded", 1), ("expired", 1)])
    func endsWithTheDecision(state: String, status: Int32) async throws {
        let looks = Counter()
        try await FakeServer.run(answering: { _ in
            .json(Documents.holds(Documents.hold(state: looks.next() < 3 ? "open" : state)))
        }) { server in
            let run = await CommandRun(["holds", "wait", "12", "--server", server.url])
            #expect(run.status == status)
            #expect(run.output.split(separator: "\n").count == 1)
            #expect(run.talk == "Waiting for a decision about hold 12 …\n")
            #expect(server.requests.count == 3)
        }
    }

    @Test func endsWithAFindingWhenTheHoldIsGone() async throws {
        try await FakeServer.run(answering: { _ in .error(404, "NAME_UNKNOWN", "no hold 12") }) { server in
            let run = await CommandRun(["holds", "wait", "12", "--server", server.url])
            #expect(run == CommandRun(status: 1, output: "", talk: "error: hold 12 is gone\n"))
        }
    }

    @Test func endsWithAFindingWhenATagHasNoHold() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.holds()) }) { server in
            let run = await CommandRun(["holds", "wait", "team/app:1.0", "--server", server.url])
            #expect(run == CommandRun(status: 1, output: "", talk: "error: team/app:1.0 has no hold\n"))
        }
    }

    @Test func knowsTheDecisionThatWasMadeBeforeItLooked() async throws {
        try await FakeServer.run(answering: { request in
            request.target.contains("state=open")
                ? .json(Documents.holds()) : .json(Documents.holds(Documents.hold(12, state: "approved")))
        }) { server in
            let run = await CommandRun(["holds", "wait", "team/app:1.0", "--server", server.url])
            #expect(run.status == 0)
        }
    }

    @Test func givesUpWhenTheTimeIsUp() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.holds(Documents.hold())) }) { server in
            let run = await CommandRun(["holds", "wait", "12", "--timeout", "10s", "--server", server.url])
            #expect(run.status == 3)
            #expect(run.output.isEmpty)
            #expect(run.talk.contains("error: hold 12 is still undecided\n"))
            #expect(server.requests.count == 5)
        }
    }

    @Test func stopsAtOnceWithoutTheRight() async throws {
        try await FakeServer.run(answering: { _ in .error(403, "DENIED", "no") }) { server in
            let run = await CommandRun(["holds", "wait", "12", "--server", server.url])
            #expect(run.status == 4)
            #expect(server.requests.count == 1)
        }
    }

    @Test func bearsAServerThatIsAwayForAMoment() async throws {
        let looks = Counter()
        try await FakeServer.run(answering: { _ in
            looks.next() < 5
                ? .error(503, "UNAVAILABLE", "starting") : .json(Documents.holds(Documents.hold(state: "approved")))
        }) { server in
            #expect(await CommandRun(["holds", "wait", "12", "--server", server.url]).status == 0)
        }
    }

    @Test func growsItsPausesToFiveSeconds() {
        var wait = HoldWait(timeout: nil)
        let steps = (0..<5).map { _ in wait.next(.state("open"), elapsed: .zero) }
        #expect(steps == [1, 2, 4, 5, 5].map { .pause(.seconds($0)) })
    }

    @Test func pausesNoLongerThanTheTimeThatIsLeft() {
        var wait = HoldWait(timeout: .seconds(10))
        _ = wait.next(.state("open"), elapsed: .zero)
        #expect(wait.next(.state("pending"), elapsed: .seconds(9)) == .pause(.seconds(1)))
        #expect(wait.next(.state("open"), elapsed: .seconds(10)) == .end(.timedOut))
    }

    @Test func givesUpOnAServerThatStaysAway() {
        var wait = HoldWait(timeout: nil)
        for _ in 0..<4 { #expect(wait.next(.unreachable, elapsed: .zero) != .end(.unreachable)) }
        #expect(wait.next(.unreachable, elapsed: .zero) == .end(.unreachable))
    }
}

/// Counts from one.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
