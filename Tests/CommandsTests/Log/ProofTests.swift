// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Synchronization
import TagLog
import Testing

@testable import Commands

@Suite struct ProofTests {
    /// Saves a proof, then takes the registry away and verifies it with the words of a test.
    private func verify(
        _ arguments: [String],
        altering alter: (String) -> String = { $0 }
    ) async throws -> CommandRun {
        let registry = try LoggingRegistry()
        try registry.push("0.9", "other")
        try registry.push("1.0", "first")
        let key = registry.state.withLock { $0.signer.key }
        var proof = ""
        try await registry.run { place, run in proof = await run(["log", "proof", "\(place):1.0"]).output }
        let home = try Directory()
        let path = try home.write("app.tlog-proof", alter(proof))
        let wide = try key.named("registry.test").text
        let arguments = arguments.map { $0 == "KEY" ? key.text : $0 == "WIDE" ? wide : $0 }
        return await CommandRun(["verify", "--proof", path] + arguments, environment: ["XDG_STATE_HOME": home.path])
    }

    @Test(arguments: [["--log-key", "KEY"], ["--log-key", "WIDE"], ["team/app:1.0", "--log-key", "KEY"]])
    func aProofHoldsWithoutTheRegistry(_ arguments: [String]) async throws {
        let result = try await verify(arguments)
        #expect(result.status == 0)
        #expect(result.output.contains("team/app:1.0@sha256:"))
        #expect(result.output.contains("says nothing of what was logged after"))
    }

    @Test(arguments: [
        "team/app:0.9", "team/other:1.0", "app:1.0", "team/app@sha256:\(String(repeating: "a", count: 64))",
    ])
    func aProofOfSomethingElseIsNone(_ reference: String) async throws {
        #expect(try await verify([reference, "--log-key", "KEY"]).status == 6)
    }

    @Test func aProofThatWasChangedDoesNotHold() async throws {
        let result = try await verify(["--log-key", "KEY"]) { proof in
            proof.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("index ") ? "index 0" : String($0) }.joined(separator: "\n")
        }
        #expect(result.status == 6)
    }

    @Test func aKeyOfAnotherLogDoesNotDo() async throws {
        let other = try NoteSigner(name: "registry.test/team/app").key.text
        #expect(try await verify(["--log-key", other]).status == 6)
    }

    @Test func withoutAKeyNothingIsProven() async throws {
        #expect(try await verify([]).status == 2)
    }

    /// Verifies a proof of a log of two entries, in the memory of somebody who saw another state of it.
    private func verify(
        proofOf other: LoggingRegistry,
        after registry: LoggingRegistry,
        _ options: String...
    ) async throws -> (run: CommandRun, evidence: [String]) {
        let home = try Directory()
        let environment = ["XDG_STATE_HOME": home.path]
        var proof = ""
        try await other.run { place, run in proof = await run(["log", "proof", "\(place):1.0"]).output }
        let path = try home.write("app.tlog-proof", proof)
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            #expect(await CommandRun(["log", "verify", "\(place):1.0"], environment: environment).status == 0)
        }
        let run = await CommandRun(["verify", "--proof", path] + options, environment: environment)
        return (run, DurableFile.names(in: "\(home.path)/holdfast/logs/evidence"))
    }

    @Test func aProofFromAForkOfTheLogThatWasSeenIsAnAlarm() async throws {
        let registry = try LoggingRegistry()
        let fork = try LoggingRegistry()
        fork.state.withLock { [signer = registry.state.withLock { $0.signer }] in $0.signer = signer }
        try registry.push("1.0", "first")
        try fork.push("1.0", "other")
        let result = try await verify(proofOf: fork, after: registry)
        #expect(result.run.status == 6, "\(result)")
        #expect(result.run.output == "")
        #expect(result.run.talk.contains("two roots for size 1"), "\(result)")
        #expect(result.evidence.count == 1)
        #expect(result.evidence.allSatisfy { $0.hasPrefix("forked-") })
    }

    @Test func aProofSaysWhetherItsLogIsTheOneThatWasSeen() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        let same = try await verify(proofOf: registry, after: registry, "--format", "json")
        #expect(same.run.status == 0)
        #expect(same.run.output.contains(#""comparison":"same""#), "\(same)")
        let longer = try LoggingRegistry()
        longer.state.withLock { [state = registry.state.withLock { $0 }] in $0 = state }
        try longer.push("2.0", "second")
        let result = try await verify(proofOf: registry, after: longer)
        #expect(result.run.status == 0)
        #expect(
            result.run.output.contains("not compared with the log as it was seen here, with 2 entries"),
            "\(result)"
        )
        #expect(result.evidence.isEmpty)
    }

    @Test func aProofMayBeNamedByALink() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        var proof = ""
        try await registry.run { place, run in proof = await run(["log", "proof", "\(place):1.0"]).output }
        let home = try Directory()
        let link = "\(home.path)/link"
        symlink(try home.write("app.tlog-proof", proof), link)
        let key = registry.state.withLock { $0.signer.key.text }
        #expect(await CommandRun(["verify", "--proof", link, "--log-key", key]).status == 0)
        #expect(await CommandRun(["verify", "--proof", home.path, "--log-key", key]).status == 2)
    }
}
