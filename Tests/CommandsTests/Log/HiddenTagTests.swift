// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization
import Testing

@testable import Commands

/// `log verify` of a tag that the registry says is not there.
@Suite struct HiddenTagTests {
    private func verify(
        _ tag: String = "1.0",
        _ change: (LoggingRegistry) throws -> Void
    ) async throws -> CommandRun {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        try registry.push("2.0", "second")
        try change(registry)
        var result = CommandRun(status: -1, output: "", talk: "")
        try await registry.run { place, run in result = await run(["log", "verify", "\(place):\(tag)"]) }
        return result
    }

    @Test(arguments: [true, false]) func aTagOfTheLogThatIsHiddenIsMissed(hasProofs: Bool) async throws {
        let result = try await verify { registry in
            registry.state.withLock { state in
                state.hidden["1.0"] = 404
                state.hasProofs = hasProofs
            }
        }
        #expect(result.status == 6, "\(result)")
        #expect(result.talk.contains("(entry 0), and the registry hides it"), "\(result)")
        #expect(result.talk.contains("evidence"), "\(result)")
    }

    @Test func aTagThatWasDeletedIsNotThere() async throws {
        let result = try await verify { registry in
            try registry.log("deleted", "1.0", "first")
            registry.state.withLock { $0.tags["1.0"] = nil }
        }
        #expect(result.status == 3, "\(result)")
    }

    @Test(arguments: ["held", "pending"]) func aTagThatWaitsIsNotThere(_ event: String) async throws {
        let result = try await verify("3.0") { try $0.log(event, "3.0", "third") }
        #expect(result.status == 3, "\(result)")
    }

    @Test func aTagThatIsRefusedIsAMatterOfRights() async throws {
        let result = try await verify { registry in registry.state.withLock { $0.hidden["1.0"] = 403 } }
        #expect(result.status == 4, "\(result)")
    }
}
