// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct RetryTests {
    private static let manifest = TestRegistry.manifest()

    private static func failing(_ times: Int, _ failure: ScriptedAnswer) -> ScriptedServer.Script {
        let count = Counter()
        return { _ in count.next() < times ? failure : TestRegistry.answer(manifest) }
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func triesAgainWhatMayPass(status: Int) async throws {
        let clock = TestClock()
        try await TestRegistry.reading(clock: clock, Self.failing(2, .empty(status))) { source, server in
            _ = try await source.manifest(.tag(try Tag("1")))
            #expect(server.requests.count == 3)
            #expect(clock.pauses == [.milliseconds(250), .milliseconds(500)])
        }
    }

    @Test(arguments: [
        (400, ClientError.Code.unavailable), (403, .forbidden), (404, .notFound), (405, .unsupported),
        (418, .unavailable),
    ])
    func triesNothingElseAgain(status: Int, code: ClientError.Code) async throws {
        try await TestRegistry.reading(Self.failing(9, .empty(status))) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == code)
            #expect(server.requests.count == 1)
        }
    }

    @Test func doesNotAskAgainWhatDoesNotSpeakHTTP() async throws {
        try await TestRegistry.reading({ _ in .empty(200, ("Content-Length", "some")) }) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .malformed)
            #expect(error?.message.contains("no valid HTTP") == true)
            #expect(server.requests.count == 1)
        }
    }

    @Test func waitsAsLongAsTheRegistryAsks() async throws {
        let clock = TestClock()
        let failure = ScriptedAnswer.empty(429, ("Retry-After", "7"))
        try await TestRegistry.reading(clock: clock, Self.failing(1, failure)) { source, _ in
            _ = try await source.manifest(.tag(try Tag("1")))
            #expect(clock.pauses == [.milliseconds(7_250)])
        }
    }

    @Test func waitsUntilTheDateTheRegistryNames() async throws {
        let clock = TestClock()
        let failure = ScriptedAnswer.empty(503, ("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT"))
        try await TestRegistry.reading(clock: clock, Self.failing(1, failure)) { source, _ in
            _ = try await source.manifest(.tag(try Tag("1")))
            #expect(clock.pauses == [.milliseconds(10_250)])
        }
    }

    @Test func givesUpAtOnceWhenThePauseIsTooLong() async throws {
        let failure = ScriptedAnswer.text(
            #"{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}"#,
            status: 429,
            ("Retry-After", "3600")
        )
        try await TestRegistry.reading(Self.failing(9, failure)) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .rateLimited)
            #expect(error?.retryAfter == 3_600)
            #expect(error?.registryWords == "slow down")
            #expect(error?.advice == "Try again in 3600 s.")
            #expect(server.requests.count == 1)
        }
    }

    @Test func givesUpAtOnceWhenNothingIsLeft() async throws {
        let failure = ScriptedAnswer.empty(
            429,
            ("RateLimit-Limit", "100;w=21600"),
            ("RateLimit-Remaining", "0;w=21600")
        )
        try await TestRegistry.reading(Self.failing(9, failure)) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .rateLimited)
            #expect(server.requests.count == 1)
            #expect(source.rateLimit == RateLimit(limit: 100, remaining: 0, window: .seconds(21_600)))
        }
    }

    @Test(arguments: [(429, ClientError.Code.rateLimited), (503, .unavailable)])
    func givesUpInTheEnd(status: Int, code: ClientError.Code) async throws {
        try await TestRegistry.reading(Self.failing(99, .empty(status))) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == code)
            #expect(server.requests.count == 5)
        }
    }

    @Test func neverReadsAManifestBecauseTheRegistryIsBusy() async throws {
        try await TestRegistry.reading(Self.failing(99, .empty(429))) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.resolve(.tag(try Tag("1"))) }
            #expect(error?.code == .rateLimited)
            #expect(server.requests.allSatisfy { $0.method == "HEAD" })
        }
    }

    @Test func triesAgainWhenTheConnectionBreaks() async throws {
        let broken = TestRegistry.answer(Self.manifest).breaking(after: 10)
        try await TestRegistry.reading(Self.failing(2, broken)) { source, server in
            let found = try await source.manifest(.tag(try Tag("1"))).manifest.bytes
            #expect(found == Self.manifest)
            #expect(server.requests.count == 3)
        }
    }

    @Test func saysThatNobodyIsThere() async throws {
        let port = try await ScriptedServer.run({ _ in .empty(200) }) { $0.port }
        let clock = TestClock()
        try await TestRegistry.withSession(clock: clock) { session in
            let source = try session.source(try Reference("127.0.0.1:\(port)/team/app:1"))
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .unavailable)
            #expect(error?.message.hasSuffix("no answer from http://127.0.0.1:\(port): Connection refused") == true)
            #expect(clock.pauses.count == 1)
        }
    }

    @Test func refusesAnAnswerWithoutMeasure() async throws {
        let script: ScriptedServer.Script = { _ in
            .bytes(
                [UInt8](repeating: 0x20, count: Manifest.maximumSize + 1),
                ("Content-Type", MediaType.imageManifest.rawValue)
            )
        }
        try await TestRegistry.reading(script) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .malformed)
            #expect(server.requests.count == 1)
        }
    }
}
