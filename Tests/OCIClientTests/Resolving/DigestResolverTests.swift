// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct DigestResolverTests {
    private static let manifest = TestRegistry.manifest()
    private static let digest = TestRegistry.digest(manifest)

    private typealias Answers = [Reference: Result<Descriptor, ClientError>]

    /// Runs a server and asks it for references, which are written without the host.
    private func resolving(
        _ references: [String],
        floor: Int64 = DigestResolver.standardFloor,
        clock: TestClock = TestClock(),
        options: (inout RegistryOptions) throws -> Void = { _ in },
        progress: TransferProgress? = nil,
        _ script: @escaping ScriptedServer.Script,
        _ check: ([Result<Descriptor, ClientError>?], ScriptedServer) throws -> Void
    ) async throws {
        try await ScriptedServer.run(script) { server in
            let wanted = try references.map { try Reference("\(server.host)/\($0)") }
            let answers = try await TestRegistry.withSession(clock: clock, options) { session in
                await DigestResolver(session: session, floor: floor).resolve(wanted, progress: progress)
            }
            #expect(answers.count == Set(wanted).count)
            try check(wanted.map { answers[$0] }, server)
        }
    }

    private static func found(_ result: Result<Descriptor, ClientError>?) -> Digest? {
        guard case .success(let descriptor)? = result else { return nil }
        return descriptor.digest
    }

    private static func code(_ result: Result<Descriptor, ClientError>?) -> ClientError.Code? {
        guard case .failure(let error)? = result else { return nil }
        return error.code
    }

    @Test func asksOnceForEachReferenceWithHead() async throws {
        let names = ["team/app:1", "team/app:2", "team/app:1", "other:1"]
        try await resolving(names, { _ in TestRegistry.answer(Self.manifest) }) { answers, server in
            for answer in answers { #expect(Self.found(answer) == Self.digest) }
            #expect(
                server.lines.sorted() == [
                    "HEAD /v2/other/manifests/1", "HEAD /v2/team/app/manifests/1", "HEAD /v2/team/app/manifests/2",
                ]
            )
        }
    }

    @Test func asksOnceForWhatMeansTheSameManifest() async throws {
        let names = ["app", "app:latest", "app@\(Self.digest)", "app:1@\(Self.digest)"]
        try await resolving(names, { _ in TestRegistry.answer(Self.manifest) }) { answers, server in
            for answer in answers { #expect(Self.found(answer) == Self.digest) }
            #expect(
                server.lines.sorted()
                    == [
                        "HEAD /v2/app/manifests/\(Self.digest)", "HEAD /v2/app/manifests/latest",
                    ].sorted()
            )
        }
    }

    @Test func countsWhatIsAnswered() async throws {
        let progress = TransferProgress()
        let names = ["app:1", "app:2", "app:2"]
        try await resolving(names, progress: progress, { _ in .empty(404) }) { answers, server in
            #expect(answers.allSatisfy { Self.code($0) == .notFound })
            #expect(server.requests.count == 2)
            #expect(progress.state.blobsTotal == 2)
            #expect(progress.state.blobsDone == 2)
        }
    }

    @Test func saysThatATagOrDigestIsGoneAndGoesOn() async throws {
        let script: ScriptedServer.Script = { request in
            request.path.hasSuffix("/2") ? TestRegistry.answer(Self.manifest) : .empty(404)
        }
        let names = (0..<20).map { "gone\($0):1" } + ["app@\(Self.digest)", "app:2"]
        try await resolving(names, script) { answers, server in
            #expect(answers.dropLast().allSatisfy { Self.code($0) == .notFound })
            #expect(answers.last.flatMap { Self.found($0) } == Self.digest)
            #expect(server.requests.count == 22)
        }
    }

    @Test func waitsWhenTheRegistryAsksForAPause() async throws {
        let count = Counter()
        let clock = TestClock()
        let script: ScriptedServer.Script = { _ in
            count.next() == 0 ? .empty(429, ("Retry-After", "7")) : TestRegistry.answer(Self.manifest)
        }
        try await resolving(["app:1"], clock: clock, script) { answers, server in
            #expect(Self.found(answers[0]) == Self.digest)
            #expect(server.requests.count == 2)
            #expect(clock.pauses == [.milliseconds(7_250)])
        }
    }

    @Test func asksNoMoreWhenTheRegistryStaysBusy() async throws {
        let failure = ScriptedAnswer.empty(429, ("Retry-After", "3600"))
        let names = (0..<40).map { "app\($0):1" }
        try await resolving(names, { _ in failure }) { answers, server in
            for answer in answers {
                guard case .failure(let error)? = answer else {
                    Issue.record("\(String(describing: answer))")
                    continue
                }
                #expect(error.code == .rateLimited)
                #expect(error.retryAfter == 3_600)
            }
            #expect(server.requests.count <= 4)
        }
    }

    @Test func leavesTheRegistryWhatIsBelowTheFloor() async throws {
        let count = Counter()
        let script: ScriptedServer.Script = { _ in
            var answer = TestRegistry.answer(Self.manifest)
            answer.headers.append(("RateLimit-Limit", "100;w=21600"))
            answer.headers.append(("RateLimit-Remaining", "\(29 - count.next());w=21600"))
            return answer
        }
        let names = (0..<40).map { "app\($0):1" }
        let one: (inout RegistryOptions) -> Void = { $0.concurrency = 1 }
        try await resolving(names, floor: 20, options: one, script) { answers, server in
            let refused = answers.filter { Self.code($0) == .rateLimited }
            // The tenth answer says that 20 are left; three questions more may be on their way by then.
            #expect((10...13).contains(server.requests.count))
            #expect(refused.count == 40 - server.requests.count)
            guard case .failure(let error)?? = refused.first else { return }
            #expect(error.message.hasPrefix("\(server.host)/app"))
            #expect(error.message.contains(" was not asked for: \(server.host) grants only "))
            #expect(error.advice?.contains("21600 s") == true)
        }
    }

    @Test func asksOnWhereThereIsAFloorOfNone() async throws {
        let script: ScriptedServer.Script = { _ in
            var answer = TestRegistry.answer(Self.manifest)
            answer.headers.append(("RateLimit-Remaining", "1"))
            return answer
        }
        try await resolving((0..<9).map { "app\($0):1" }, floor: 0, script) { answers, _ in
            #expect(answers.allSatisfy { Self.code($0) == nil })
        }
    }

    @Test func givesUpARegistryThatIsNotThere() async throws {
        let port = try await ScriptedServer.run({ _ in .empty(200) }) { $0.port }
        let clock = TestClock()
        try await ScriptedServer.run({ _ in TestRegistry.answer(Self.manifest) }) { server in
            let dead = try (0..<100).map { try Reference("127.0.0.1:\(port)/app\($0):1") }
            let alive = try Reference("\(server.host)/app:1")
            let answers = try await TestRegistry.withSession(clock: clock) { session in
                await DigestResolver(session: session).resolve(dead + [alive])
            }
            #expect(answers.count == 101)
            #expect(Self.found(answers[alive]) == Self.digest)
            var messages: [String] = []
            for reference in dead {
                guard case .failure(let error)? = answers[reference] else { continue }
                #expect(error.code == .unavailable)
                messages.append(error.description)
            }
            #expect(messages.count == 100)
            #expect(messages.allSatisfy { $0.contains("Connection refused") })
            // Each question that is asked costs one pause; at most four are on their way when the second fails.
            #expect(clock.pauses.count <= 5)
            #expect(messages.count { $0.contains("was not asked for") } >= 95)
        }
    }

    @Test func goesOnWhenSomeRepositoriesAreBroken() async throws {
        let script: ScriptedServer.Script = { request in
            request.path.contains("broken") ? .empty(500) : TestRegistry.answer(Self.manifest)
        }
        let names = (0..<20).map { $0 % 4 == 0 ? "a\($0)-broken:1" : "a\($0):1" }
        try await resolving(names, script) { answers, _ in
            #expect(answers.count { Self.code($0) == .unavailable } == 5)
            #expect(answers.count { Self.code($0) == nil } == 15)
        }
    }

    @Test func doesNotAskABrokenRegistryForEverything() async throws {
        let names = (0..<100).map { "app\($0):1" }
        try await resolving(names, { _ in .empty(503) }) { answers, server in
            #expect(answers.allSatisfy { Self.code($0) == .unavailable })
            // Eight failures in a row and at most three more on their way, five tries each.
            #expect(server.requests.count <= 55)
        }
    }

    @Test func renewsATokenThatEnded() async throws {
        let tokens = Counter()
        let uses = Counter()
        let script: ScriptedServer.Script = { request in
            if request.path == "/token" { return .text(#"{"token":"t\#(tokens.next())"}"#) }
            let realm = "http://\(request.header("Host") ?? "")/token"
            let challenge = ScriptedAnswer.empty(401, ("WWW-Authenticate", #"Bearer realm="\#(realm)""#))
            guard let token = request.header("Authorization") else { return challenge }
            if token == "Bearer t0", uses.next() >= 2 { return challenge }
            return TestRegistry.answer(Self.manifest)
        }
        let names = (0..<6).map { "app:\($0)" }
        try await resolving(names, options: { $0.concurrency = 1 }, script) { answers, server in
            for answer in answers { #expect(Self.found(answer) == Self.digest) }
            #expect(server.requests.count { $0.path == "/token" } == 2)
            // One without a token, and one with the token that had ended.
            #expect(server.requests.count { $0.method == "HEAD" } == 6 + 2)
        }
    }

    @Test func tellsAWantedLoginFromWhatIsNotThere() async throws {
        let script: ScriptedServer.Script = { request in
            if request.path == "/token" { return .text(#"{"token":"t"}"#) }
            let realm = "http://\(request.header("Host") ?? "")/token"
            guard request.header("Authorization") != nil, !request.path.contains("secret") else {
                return .empty(401, ("WWW-Authenticate", #"Bearer realm="\#(realm)""#))
            }
            return request.path.contains("gone") ? .empty(404) : TestRegistry.answer(Self.manifest)
        }
        try await resolving(["secret:1", "gone:1", "app:1"], script) { answers, _ in
            #expect(answers.map { Self.code($0) } == [.unauthenticated, .notFound, nil])
        }
    }

    @Test func readsPlatformsWithoutAttestations() async throws {
        let images = [
            (#"{"os":"linux","architecture":"amd64"}"#, ""),
            (#"{"os":"linux","architecture":"arm64","variant":"v8"}"#, ""),
            (
                #"{"os":"unknown","architecture":"unknown"}"#,
                #","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#
            ),
        ]
        let entries = images.enumerated().map { number, image in
            let digest = TestRegistry.digest([UInt8(number)])
            return
                #"{"mediaType":"\#(MediaType.imageManifest)","digest":"\#(digest)","size":1,"platform":\#(image.0)\#(image.1)}"#
        }
        let index = Array(
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[\#(entries.joined(separator: ","))]}"#
                .utf8
        )
        let script: ScriptedServer.Script = { request in
            guard request.path.hasSuffix("/index") else { return TestRegistry.answer(Self.manifest) }
            return .bytes(index, ("Content-Type", MediaType.imageIndex.rawValue))
        }
        try await ScriptedServer.run(script) { server in
            let list = try Reference("\(server.host)/app:index")
            let image = try Reference("\(server.host)/app:image")
            let found = try await TestRegistry.withSession { session in
                await DigestResolver(session: session).platforms(of: [list, image])
            }
            let platforms = try #require(found[list]).get()
            #expect(platforms.entries.map(\.platform.description) == ["linux/amd64", "linux/arm64/v8"])
            #expect(platforms.entries.map(\.digest) == [TestRegistry.digest([0]), TestRegistry.digest([1])])
            let arm = try #require(Platform("linux/arm64"))
            #expect(platforms.entry(for: arm)?.digest == TestRegistry.digest([1]))
            #expect(platforms.entry(for: try #require(Platform("linux/s390x"))) == nil)
            #expect(platforms.contains(TestRegistry.digest([1])))
            #expect(!platforms.contains(TestRegistry.digest([2])))
            #expect(try #require(found[image]).get().entries.isEmpty)
        }
    }

    @Test func saysThatAQuestionWasCancelled() async throws {
        try await ScriptedServer.run({ _ in TestRegistry.answer(Self.manifest) }) { server in
            let reference = try Reference("\(server.host)/app:1")
            try await TestRegistry.withSession { session in
                let answers = await withTaskGroup(of: Answers.self) { group in
                    group.cancelAll()
                    group.addTask { await DigestResolver(session: session).resolve([reference]) }
                    return await group.next() ?? [:]
                }
                #expect(Self.code(answers[reference]) == .unavailable)
            }
        }
    }
}
