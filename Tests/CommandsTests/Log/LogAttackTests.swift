// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization
import TagLog
import Testing

@testable import Commands

@Suite struct LogAttackTests {
    @Test func verifiesWhatWasLogged() async throws {
        let registry = try LoggingRegistry()
        let digest = try registry.push("1.0", "first")
        try await registry.run { place, run in
            let result = await run(["log", "verify", "\(place):1.0"])
            #expect(result.status == 0)
            #expect(result.output.contains("\(digest)"))
            #expect(result.talk.contains("First contact"))
            let again = await run(["log", "verify", "\(place):1.0"])
            #expect(again.status == 0)
            #expect(again.output.contains("as seen before"))
            #expect(again.talk == "")
        }
    }

    @Test func tellsALoggedMoveBackWithoutAnError() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        try registry.push("1.0", "second")
        try registry.push("1.0", "first", reason: "the second was broken")
        try await registry.run { place, run in
            let result = await run(["log", "verify", "\(place):1.0"])
            #expect(result.status == 0)
            #expect(result.output.contains("it went back"))
            #expect(result.output.contains("since entry 0"))
        }
    }

    @Test func findsATagThatWasMovedBackBehindTheLog() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        try registry.push("1.0", "second")
        registry.rollBack("1.0", to: "first")
        try await registry.run { place, run in
            #expect(await run(["log", "verify", "\(place):1.0"]).status == 6)
            #expect(await run(["log", "audit", place]).status == 6)
        }
    }

    @Test func findsATagThatTheLogDoesNotKnow() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        registry.rollBack("2.0", to: "other")
        try await registry.run { place, run in
            #expect(await run(["log", "verify", "\(place):2.0"]).status == 6)
            let audit = await run(["log", "audit", place])
            #expect(audit.status == 6)
            #expect(audit.output.contains("2.0"))
        }
    }

    /// What can be done to a log behind the back of those who have seen it.
    enum Rewriting: String, CaseIterable, Sendable {
        case leafChanged
        case leafRemoved
        case truncated
        case truncatedAndRegrown
        case otherLog
        case otherKey
        case logGone

        /// Rewrites it so that nothing in itself tells.
        func apply(to state: inout LoggingRegistry.State) throws {
            switch self {
            case .leafChanged: state.entries[1] = try Self.entry(state.entries[2], at: 1)
            case .leafRemoved:
                state.entries.remove(at: 1)
                for index in 1..<state.entries.count {
                    state.entries[index] = try Self.entry(state.entries[index], at: index)
                }
            case .truncated: state.entries.removeLast(2)
            case .truncatedAndRegrown:
                state.entries.removeLast(2)
                for _ in 0..<4 { state.entries.append(try Self.entry(state.entries[1], at: state.entries.count)) }
            case .otherLog: state.signer = try state.signer.named("elsewhere.test/team/app")
            case .otherKey: state.signer = try NoteSigner(name: state.signer.name)
            case .logGone: state.hasLog = false
            }
        }

        /// An entry as it would be at another place.
        private static func entry(_ bytes: [UInt8], at index: Int) throws -> [UInt8] {
            var entry = try LogEntry(parsing: bytes)
            entry.index = Int64(index)
            return entry.bytes
        }
    }

    @Test(arguments: Rewriting.allCases) func everyContactNoticesARewrittenLog(_ rewriting: Rewriting) async throws {
        let registry = try LoggingRegistry()
        for number in 0..<5 { try registry.push("1.\(number)", "content \(number)") }
        try await registry.run { place, run in
            #expect(await run(["resolve", "\(place):1.0"]).status == 0)
            try registry.state.withLock { state in try rewriting.apply(to: &state) }
            let result = await run(["resolve", "\(place):1.0"])
            #expect(result.status == 6)
            #expect(result.output == "")
            #expect(result.talk.contains("holdfast log forget \(place)"))
            #expect(await run(["log", "forget", place]).status == 0)
            #expect(await run(["resolve", "\(place):1.0"]).status == 0)
        }
    }

    /// Where a log was seen before, its registry cannot do without it, even if nobody asks for a tag.
    @Test(arguments: [[], ["--key", "release.pub"], ["--bind", "digest"]])
    func hiddenLogIsMissedWhoeverAsksByDigestAlone(_ options: [String]) async throws {
        let registry = try LoggingRegistry()
        let digest = try registry.push("1.0", "first")
        let home = try Directory()
        _ = await CommandRun(
            ["key", "generate", "--output", "\(home.path)/release", "--quiet"],
            environment: ["HOLDFAST_KEY_PASSWORD": "x"]
        )
        let paths = options.map { $0 == "release.pub" ? "\(home.path)/\($0)" : $0 }
        try await registry.run { place, run in
            #expect(await run(["log", "verify", "\(place):1.0"]).status == 0)
            registry.state.withLock { $0.hasLog = false }
            let result = await run(["verify", "\(place)@\(digest)"] + paths)
            #expect(result.status == 6)
            #expect(result.talk.contains("is gone: it was seen with 1 entry"), "\(result)")
        }
        _ = home.path
    }

    @Test func twoHistoriesShownToTwoClientsMeetInOne() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        let fork = try LoggingRegistry()
        fork.state.withLock { [signer = registry.state.withLock { $0.signer }] in $0.signer = signer }
        try fork.push("1.0", "other")
        try await registry.run { place, run in
            #expect(await run(["resolve", "\(place):1.0"]).status == 0)
            try await FakeServer.run(answering: { fork.answer($0) }) { server in
                let other = "\(server.url.dropFirst("http://".count))/team/app"
                let result = await run(["resolve", "\(other):1.0"])
                #expect(result.status == 6)
                #expect(result.talk.contains("two roots"))
            }
        }
    }

    @Test func anUnchangedLogCostsTwoRequestsHoweverManyTagsAreAskedFor() async throws {
        let registry = try LoggingRegistry()
        try registry.fill(40)
        let home = try Directory()
        let path = home.path
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            let references = (0..<40).map { "\(place):t\($0)" }
            _ = await CommandRun(["resolve", references[0]], environment: ["XDG_STATE_HOME": path])
            let before = server.requests.count { $0.target.contains("_holdfast") }
            let result = await CommandRun(["resolve"] + references, environment: ["XDG_STATE_HOME": path])
            #expect(result.status == 0)
            #expect(server.requests.count { $0.target.contains("_holdfast") } == before + 2)
        }
        _ = home.path
    }
}
