// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization
import Testing

@testable import Commands

/// Every command that asks for a tag holds the answer against the log.
@Suite struct TagJudgingTests {
    /// A registry whose tag moved from the first content to the second.
    private func registry() throws -> LoggingRegistry {
        let registry = try LoggingRegistry()
        try registry.push("0.9", "other")
        try registry.push("1.0", "first")
        try registry.push("1.0", "second")
        try registry.push("2.0", "third")
        return registry
    }

    /// What asks for the tag of a reference, in a directory with a file that names it.
    private static let commands: [[String]] = [
        ["resolve", "REF"], ["resolve", "--format", "json", "REF"], ["pin", "--dry-run", "."], ["pin", "."],
        ["verify", "../pinned"], ["lock"], ["copy", "REF", "oci:copied"], ["diff", "REF", "REF"], ["verify", "REF"],
    ]

    private func run(_ command: [String], on place: String, _ home: borrowing Directory) async throws -> CommandRun {
        let digest = "sha256:\(String(repeating: "a", count: 64))"
        try home.write("project/compose.yaml", "services:\n  app:\n    image: \(place):1.0\n")
        try home.write("pinned/compose.yaml", "services:\n  app:\n    image: \(place):1.0@\(digest)\n")
        return await CommandRun(
            command.map { $0 == "REF" ? "\(place):1.0" : $0 },
            environment: ["XDG_STATE_HOME": "\(home.path)/state"],
            workingDirectory: "\(home.path)/project"
        )
    }

    @Test(arguments: commands) func aMoveBackThatTheLogDoesNotHoldEndsWithSix(_ command: [String]) async throws {
        let registry = try registry()
        registry.rollBack("1.0", to: "first")
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            let home = try Directory()
            let result = try await run(command, on: place, home)
            #expect(result.status == 6, "\(result)")
            #expect((result.output + result.talk).contains("(entry 2), and the registry serves"), "\(result)")
            #expect(!result.output.contains("\(place):1.0@sha256:"), "\(result)")
        }
    }

    /// How a registry that rolled a tag back may speak of its log.
    struct Lie: CustomTestStringConvertible, Sendable {
        let position: String
        let words: String
        var testDescription: String { position.isEmpty ? "none" : position }
    }

    @Test(arguments: [
        Lie(position: "1@4", words: "(entry 2)"), Lie(position: "1@2", words: "(entry 2)"),
        Lie(position: "0@4", words: "(entry 2)"), Lie(position: "3@4", words: "(entry 2)"),
        Lie(position: "9@10", words: "spoke of 10"), Lie(position: "", words: "(entry 2)"),
    ])
    func noPositionHelpsARegistryThatLies(_ lie: Lie) async throws {
        let registry = try registry()
        try await registry.run { place, run in
            #expect(await run(["resolve", "\(place):1.0"]).status == 0)
            registry.rollBack("1.0", to: "first")
            registry.state.withLock { $0.positions["1.0"] = lie.position }
            let result = await run(["resolve", "\(place):1.0"])
            #expect(result.status == 6, "\(result)")
            #expect(result.talk.contains(lie.words), "\(result)")
            #expect(await run(["resolve", "\(place):2.0"]).status == 0)
        }
    }

    @Test func theRightMeaningByAnotherEntryIsNoProof() async throws {
        let registry = try registry()
        registry.state.withLock { $0.positions["1.0"] = "1@4" }
        try await registry.run { place, run in
            let result = await run(["resolve", "\(place):1.0"])
            #expect(result.status == 6, "\(result)")
            #expect(result.talk.contains("names entry 1, which does not say so"), "\(result)")
        }
    }

    @Test func anAnswerWithoutAPositionIsJudgedByTheLogThatIsRemembered() async throws {
        let registry = try registry()
        try await registry.run { place, run in
            #expect(await run(["resolve", "\(place):1.0"]).status == 0)
            registry.state.withLock { $0.positions = ["1.0": "", "2.0": ""] }
            #expect(await run(["resolve", "\(place):1.0"]).status == 0)
            registry.rollBack("2.0", to: "first")
            #expect(await run(["resolve", "\(place):2.0"]).status == 6)
        }
    }

    @Test func aTagThatTheLogDoesNotKnowEndsWithSix() async throws {
        let registry = try registry()
        try await registry.run { place, run in
            #expect(await run(["resolve", "\(place):1.0"]).status == 0)
            registry.rollBack("3.0", to: "first")
            let result = await run(["resolve", "\(place):3.0"])
            #expect(result.status == 6, "\(result)")
            #expect(result.talk.contains("knows nothing of the tag 3.0"), "\(result)")
        }
    }

    @Test func theEvidenceIsKept() async throws {
        let registry = try registry()
        registry.rollBack("1.0", to: "first")
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            let home = try Directory()
            let result = try await run(["resolve", "REF"], on: place, home)
            let evidence = "\(home.path)/state/holdfast/logs/evidence"
            #expect(result.talk.contains(evidence), "\(result)")
            let names = DurableFile.names(in: evidence)
            #expect(names.count == 1)
            for name in names {
                #expect(DurableFile.names(in: "\(evidence)/\(name)") == ["about.json", "remembered.checkpoint"])
            }
        }
    }

    @Test(arguments: [["resolve", "REF"], ["log", "verify", "REF"], ["log", "audit", "PLACE"]])
    func whatWaitsForSignaturesIsNotWhatAnEntrySets(_ command: [String]) async throws {
        let registry = try registry()
        try registry.log("pending", "1.0", "fourth")
        // Put where the tag means it, by whoever has the database: the registry names the entry of the tag.
        registry.rollBack("1.0", to: "fourth")
        try await registry.run { place, run in
            let words = command.map { $0 == "REF" ? "\(place):1.0" : $0 == "PLACE" ? place : $0 }
            let result = await run(words)
            #expect(result.status == 6, "\(result)")
        }
    }

    @Test func whatHasWaitedSinceBeforeTheTagWasSetIsShownToItsPusher() async throws {
        let registry = try registry()
        try registry.log("pending", "1.0", "fourth")
        try registry.fill(600)
        try registry.push("1.0", "fifth")
        registry.rollBack("1.0", to: "fourth")
        registry.state.withLock { $0.positions = ["1.0": ""] }
        try await registry.run { place, run in
            #expect(await run(["resolve", "\(place):2.0"]).status == 0)
            let result = await run(["resolve", "\(place):1.0"])
            #expect(result.status == 0, "\(result)")
            #expect(result.talk.contains("which waits for signatures; others do not see it"), "\(result)")
            #expect(await run(["log", "verify", "\(place):1.0"]).status == 1)
        }
    }

    @Test func whatWaitsForSignaturesIsShownToItsPusher() async throws {
        let registry = try registry()
        try registry.log("pending", "1.0", "fourth")
        try registry.log("pending", "4.0", "fifth")
        try registry.log("signed", "4.0", "fifth")
        registry.rollBack("1.0", to: "fourth")
        registry.rollBack("4.0", to: "fifth")
        registry.state.withLock { $0.positions = ["1.0": "", "4.0": ""] }
        try await registry.run { place, run in
            #expect(await run(["resolve", "\(place):2.0"]).status == 0)
            for tag in ["1.0", "4.0"] {
                let result = await run(["resolve", "\(place):\(tag)"])
                #expect(result.status == 0, "\(result)")
            }
            // One that was rejected waits no more.
            try registry.log("rejected", "4.0", "fifth")
            #expect(await run(["resolve", "\(place):4.0"]).status == 6)
        }
    }

    @Test func whatOnlyAnUpstreamHasIsPulledToBeJudged() async throws {
        let registry = try registry()
        registry.state.withLock { $0.unpulled["5.0"] = "upstream" }
        try await registry.run { place, run in
            #expect(await run(["resolve", "\(place):1.0"]).status == 0)
            for command in [["resolve"], ["log", "verify"]] {
                let result = await run(command + ["\(place):5.0"])
                #expect(result.status == 0, "\(result)")
                try registry.push("5.1", "next")
                registry.state.withLock { $0.unpulled["5.0"] = "upstream" }
            }
        }
    }

    @Test func eachPartOfALongLogIsReadOnceForAllTags() async throws {
        let registry = try LoggingRegistry()
        try registry.fill(600)
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            let references = stride(from: 599, through: 260, by: -37).map { "\(place):t\($0)" }
            let result = await CommandRun(["resolve"] + references)
            #expect(result.status == 0, "\(result)")
            let bundles = server.requests.map(\.target).filter { $0.contains("tile/entries/") }
            #expect(bundles.count == 2)
            #expect(Set(bundles).count == 2)
        }
    }

    @Test func aTagThatMovesBetweenTwoQuestionsIsNoAlarm() async throws {
        let registry = try registry()
        let moves = Mutex(1)
        try await FakeServer.run(answering: { request in
            let answer = registry.answer(request)
            // After the answer about the tag, and before its log is asked for.
            let isTime =
                request.target.hasSuffix("/manifests/1.0")
                && moves.withLock { moves in
                    defer { moves -= 1 }
                    return moves > 0
                }
            if isTime { _ = try? registry.push("1.0", "newer") }
            return answer
        }) { server in
            let reference = "\(server.url.dropFirst("http://".count))/team/app:1.0"
            let result = await CommandRun(["resolve", reference])
            #expect(result.status == 3, "\(result)")
            #expect(result.talk.contains("moved while it was looked at"), "\(result)")
            #expect(await CommandRun(["resolve", reference]).status == 0)
        }
    }
}
