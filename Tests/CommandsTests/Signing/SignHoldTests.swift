// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization
import Testing

@testable import Commands

/// Signing what waits for signatures under a tag whose rule wants more than those.
@Suite struct SignHoldTests {
    /// A manifest as the registry with the log has it for some content.
    private static func manifest(_ content: String) throws -> String {
        let registry = try LoggingRegistry()
        try registry.push("1.0", content)
        return registry.state.withLock { String(decoding: $0.tags["1.0"] ?? [], as: UTF8.self) }
    }

    /// Signs new content that waits under the tag 1.0.
    ///
    /// - Parameters:
    ///   - before: What the tag meant before.
    ///   - events: What the registry logs of it, as soon as it is signed; it serves the tag as before then.
    /// - Returns: How that ended.
    /// - Throws: What keeps the test from running.
    private func sign(before: String?, then events: [String]) async throws -> CommandRun {
        let desk = try await SigningDesk()
        let log = try LoggingRegistry()
        let (registry, new) = (desk.registry, try Self.manifest("new"))
        let old = try before.map { content in
            try log.push("1.0", content)
            return try Self.manifest(content)
        }
        try log.log("pending", "1.0", "new")
        registry.change { state in
            let offered = state.put(new, type: .imageManifest)
            let meaning = old.map { state.put($0, type: .imageManifest).rawValue }
            // Its pusher is shown it under the tag.
            state.tags["1.0"] = offered.rawValue
            state.interruption = (
                ".sig",
                { state in
                    for event in events { #expect(throws: Never.self) { try log.log(event, "1.0", "new") } }
                    state.tags["1.0"] = meaning
                }
            )
        }
        var run: CommandRun?
        try await FakeServer.run(answering: { request in
            request.target.contains("/_holdfast/") ? log.answer(request) : registry.answer(request)
        }) { server in
            let image = "\(server.url.dropFirst("http://".count))/team/app:1.0"
            run = await desk.sign(image, by: "release", "--format", "json")
        }
        return try #require(run)
    }

    @Test(arguments: [nil, "old"]) func saysThatAPersonDecidesNow(before: String?) async throws {
        let run = try await sign(before: before, then: ["signed", "held", "signed"])
        #expect(run.status == 0, "\(run)")
        #expect(run.talk.contains("a person decides now"), "\(run)")
        #expect(run.talk.contains("/team/app:1.0` shows the hold"), "\(run)")
        let document = try JSONValue(parsing: Array(run.output.utf8))
        #expect(document["moved"] == .bool(false))
        #expect(document["waiting"] == .bool(true))
    }

    @Test(arguments: ["superseded", "rejected", "expired"])
    func whatIsHeldNoMoreDoesNotWait(event: String) async throws {
        let run = try await sign(before: "old", then: ["held", event])
        #expect(run.status == 1, "\(run)")
        #expect(run.talk.contains("Meanwhile the tag moved"), "\(run)")
        let document = try JSONValue(parsing: Array(run.output.utf8))
        #expect(document["moved"] == .bool(true))
        #expect(document["waiting"] == .bool(false))
    }
}
