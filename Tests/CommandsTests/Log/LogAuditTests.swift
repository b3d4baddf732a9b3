// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization
import TagLog
import Testing

@testable import Commands

@Suite struct LogAuditTests {
    private func registry() throws -> LoggingRegistry {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        try registry.push("2.0", "second")
        return registry
    }

    @Test func tellsEventsOfUnknownKindsAndTheTagsThatTheyLeaveOpen() async throws {
        let registry = try registry()
        try registry.log("teleported", "1.0", "other")
        try await registry.run { place, run in
            let result = await run(["log", "audit", place])
            #expect(result.status == 7, "\(result)")
            #expect(result.output.hasPrefix("uncertain"), "\(result)")
            #expect(result.output.contains("1.0 is served as"), "\(result)")
            #expect(result.output.contains("1 entry of kinds that this version does not know"), "\(result)")
            let json = try JSONValue(
                parsing: Array(await run(["log", "audit", place, "--format", "json"]).output.utf8)
            )
            #expect(json["unknownEvents"] == .integer(1))
            #expect(json["findings"]?.array?.compactMap { $0["weight"]?.string } == ["uncertain"])
            #expect(json["findings"]?.array?.compactMap { $0["tag"]?.string } == ["1.0"])
        }
    }

    @Test func aTagThatWasSetAgainSinceIsCertain() async throws {
        let registry = try registry()
        try registry.log("teleported", "1.0", "other")
        try registry.push("1.0", "third")
        try await registry.run { place, run in
            let result = await run(["log", "audit", place])
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains("1 entry of kinds"), "\(result)")
        }
    }

    @Test func whatAnUpstreamHasIsLoggedBeforeItIsJudged() async throws {
        let registry = try registry()
        registry.state.withLock { $0.unpulled["3.0"] = "third" }
        try await registry.run { place, run in
            let result = await run(["log", "audit", place])
            #expect(result.status == 0, "\(result)")
        }
    }

    @Test func aTagThatMovesMeanwhileContradictsNothing() async throws {
        let registry = try registry()
        let moves = Atomic(0)
        try await FakeServer.run(answering: { request in
            if request.target.hasSuffix("/manifests/1.0"), moves.add(1, ordering: .relaxed).oldValue == 0 {
                _ = try? registry.push("1.0", "later")
            }
            return registry.answer(request)
        }) { server in
            let home = try Directory()
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            let result = await CommandRun(
                ["log", "audit", place, "--format", "json"],
                environment: ["XDG_STATE_HOME": home.path]
            )
            #expect(result.status == 0, "\(result)")
            // It tells of the log that it read.
            let json = try JSONValue(parsing: Array(result.output.utf8))
            #expect(json["size"] == .integer(2))
            let root = registry.state.withLock { $0.tree(2).root }
            #expect(json["root"]?.string == Base64.encode(root.bytes))
        }
        #expect(moves.load(ordering: .relaxed) > 1)
    }

    /// A tag of the log that is not shown.
    struct Absence: Sendable {
        let answer: Int
        let status: Int32
        let weight: String
    }

    @Test(arguments: [
        Absence(answer: 404, status: 6, weight: "contradiction"), Absence(answer: 403, status: 1, weight: "withheld"),
    ])
    func aTagThatIsHiddenIsWorseThanOneThatIsRefused(_ absence: Absence) async throws {
        let registry = try registry()
        registry.state.withLock { $0.hidden["2.0"] = absence.answer }
        try await registry.run { place, run in
            let result = await run(["log", "audit", place, "--format", "json"])
            #expect(result.status == absence.status, "\(result)")
            let json = try JSONValue(parsing: Array(result.output.utf8))
            #expect(json["findings"]?.array?.compactMap { $0["weight"]?.string } == [absence.weight])
        }
    }

    /// A checkpoint of so many entries, signed.
    private func claim(_ size: Int64, by registry: LoggingRegistry) throws {
        try registry.state.withLock { state in
            let checkpoint = Checkpoint(origin: state.signer.name, size: size, root: LogHash.leaf(of: [1]))
            state.checkpoint = try SignedCheckpoint(signing: checkpoint, by: state.signer)
        }
    }

    @Test(arguments: [[], ["--max-entries", "\(Int64(1) << 40)"]])
    func aSizeThatNothingIsServedOfIsAContradiction(_ options: [String]) async throws {
        let registry = try registry()
        try claim(Int64(1) << 40, by: registry)
        try await registry.run { place, run in
            let result = await run(["log", "audit", place] + options)
            #expect(result.status == 6, "\(result)")
            #expect(result.talk.contains("that it does not have"), "\(result)")
        }
    }

    @Test func noLogIsReadThatIsLongerThanWanted() async throws {
        let registry = try registry()
        try await registry.run { place, run in
            let result = await run(["log", "audit", place, "--max-entries", "1"])
            #expect(result.status == 2, "\(result)")
            #expect(result.talk.contains("--max-entries 2"), "\(result)")
            #expect(await run(["log", "audit", place, "--max-entries", "2"]).status == 0)
            #expect(await run(["log", "audit", place, "--max-entries", "0"]).status == 2)
        }
    }

    @Test func noCommandReadsALogOfAnySizeForTheSakeOfATag() async throws {
        let registry = try registry()
        try claim(Int64(1) << 40, by: registry)
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            let result = await CommandRun(["resolve", "\(place):1.0"])
            #expect(result.status == 3, "\(result)")
            #expect(result.talk.contains("too many to be read"), "\(result)")
            #expect(server.requests.count < 10)
        }
    }

    @Test func aLogThatIsReadTooSlowlyIsGivenUp() async throws {
        let registry = try LoggingRegistry()
        try registry.fill(600)
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let reference = "\(server.url.dropFirst("http://".count))/team/app:t0"
            #expect(await CommandRun(["resolve", reference], tick: .seconds(50)).status == 0)
            let result = await CommandRun(["resolve", reference], tick: .seconds(300))
            #expect(result.status == 3, "\(result)")
            #expect(result.talk.contains("took more than 10 minutes"), "\(result)")
        }
    }
}
