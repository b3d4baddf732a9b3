// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

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
}
