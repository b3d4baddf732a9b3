// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
import OCIModel
import Testing

@testable import OCIClient

@Suite struct TokenFlowTests {
    private static let manifest = TestRegistry.manifest()

    /// A registry that wants a token for everything, and its token service.
    private static func script(
        expiry: Int = 300,
        scope: String = "repository:team/app:pull",
        accepts: @escaping @Sendable (ScriptedRequest) -> Bool = { _ in true }
    ) -> ScriptedServer.Script {
        let tokens = Counter()
        return { request in
            if request.path == "/token" {
                guard accepts(request) else { return .text(#"{"details":"incorrect"}"#, status: 401) }
                return .text(#"{"token":"t\#(tokens.next())","expires_in":\#(expiry)}"#)
            }
            guard request.header("Authorization")?.hasPrefix("Bearer t") == true else {
                let realm = "http://\(request.header("Host") ?? "")/token"
                return .empty(401, ("WWW-Authenticate", #"Bearer realm="\#(realm)",service="test",scope="\#(scope)""#))
            }
            return TestRegistry.answer(manifest)
        }
    }

    @Test func getsATokenAsNobodyAndUsesItAgain() async throws {
        try await TestRegistry.reading(Self.script()) { source, server in
            for _ in 0..<2 { _ = try await source.manifest(.tag(try Tag("1"))) }
            #expect(
                server.lines == [
                    "GET /v2/team/app/manifests/1",
                    "GET /token?service=test&scope=repository%3Ateam%2Fapp%3Apull",
                    "GET /v2/team/app/manifests/1", "GET /v2/team/app/manifests/1",
                ]
            )
            #expect(server.requests[1].header("Authorization") == nil)
            #expect(server.requests[3].header("Authorization") == "Bearer t0")
        }
    }

    @Test func sendsTheLoginToTheTokenServiceAndNotToTheRegistry() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        try await TestRegistry.reading(options: { $0.login = login }, Self.script()) { source, server in
            _ = try await source.manifest(.tag(try Tag("1")))
            let requests = server.requests
            #expect(requests[1].target.hasSuffix("&account=ann"))
            #expect(requests[1].header("Authorization") == login.basicAuthorization)
            #expect(requests[2].header("Authorization") == "Bearer t0")
        }
    }

    @Test func exchangesAnIdentityToken() async throws {
        try await ScriptedServer.run(Self.script()) { server in
            let document = #"{"auths":{"\#(server.host)":{"auth":"YW5uOg==","identitytoken":"id&token"}}}"#
            let files = CredentialFiles(sources: [.document(document, name: "config.json")])
            try await TestRegistry.withSession({ $0.credentialFiles = files }) { session in
                let source = try session.source(try Reference("\(server.host)/team/app:1"))
                _ = try await source.manifest(.tag(try Tag("1")))
            }
            let exchange = server.requests[1]
            #expect(exchange.line == "POST /token")
            #expect(exchange.text.contains("grant_type=refresh_token&client_id=holdfast"))
            #expect(exchange.text.contains("&refresh_token=id%26token&service=test"))
            #expect(exchange.header("Authorization") == nil)
        }
    }

    @Test func renewsATokenBeforeItEnds() async throws {
        let clock = TestClock()
        try await TestRegistry.reading(clock: clock, Self.script(expiry: 100)) { source, server in
            _ = try await source.manifest(.tag(try Tag("1")))
            clock.advance(by: .seconds(79))
            _ = try await source.manifest(.tag(try Tag("1")))
            clock.advance(by: .seconds(2))
            _ = try await source.manifest(.tag(try Tag("1")))
            #expect(server.requests.count { $0.path == "/token" } == 2)
            #expect(server.requests.last?.header("Authorization") == "Bearer t1")
        }
    }

    @Test func getsOneTokenForManyRequestsAtOnce() async throws {
        try await TestRegistry.reading(Self.script()) { source, server in
            _ = try await source.manifest(.tag(try Tag("1")))
            let other = try RepositoryName("team/app")
            #expect(source.repository.name == other)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await source.manifest(.tag(try Tag("1"))) } }
                try await group.waitForAll()
            }
            #expect(server.requests.count { $0.path == "/token" } == 1)
        }
    }

    @Test func asksForTheScopesTheRegistryNames() async throws {
        try await TestRegistry.reading(Self.script(scope: "aws")) { source, server in
            _ = try await source.manifest(.tag(try Tag("1")))
            #expect(server.requests[1].target.hasSuffix("&scope=repository%3Ateam%2Fapp%3Apull&scope=aws"))
        }
    }

    @Test func saysThatTheTokenServiceDoesNotAcceptTheLogin() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        let script = Self.script(accepts: { _ in false })
        try await TestRegistry.reading(options: { $0.login = login }, script) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .unauthenticated)
            #expect(error?.message.contains("does not accept the login of ann") == true)
            #expect(error?.registryWords == "incorrect")
            #expect(error?.description.contains("secret") == false)
            #expect(server.requests.count == 2)
        }
    }

    @Test func answersABasicChallengeWithTheLogin() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        let script: ScriptedServer.Script = { request in
            guard request.header("Authorization") == login.basicAuthorization else {
                return .empty(401, ("WWW-Authenticate", #"Basic realm="x""#))
            }
            return TestRegistry.answer(Self.manifest)
        }
        try await TestRegistry.reading(options: { $0.login = login }, script) { source, server in
            for _ in 0..<2 { _ = try await source.manifest(.tag(try Tag("1"))) }
            #expect(server.requests.map { $0.header("Authorization") != nil } == [false, true, true])
        }
    }

    @Test func saysWhereALoginIsMissing() async throws {
        let script: ScriptedServer.Script = { _ in .empty(401, ("WWW-Authenticate", #"Basic realm="x""#)) }
        let files = CredentialFiles(sources: [.document(#"{"credsStore":"absent"}"#, name: "config.json")])
        try await TestRegistry.reading(options: { $0.credentialFiles = files }, script) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .unauthenticated)
            #expect(error?.message.contains("wants a login") == true)
            #expect(error?.advice?.contains("docker-credential-absent is not on the PATH") == true)
            #expect(server.requests.count == 1)
        }
    }

    @Test func saysThatTheRegistryDoesNotTakeTheLogin() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        let script: ScriptedServer.Script = { _ in .empty(401, ("WWW-Authenticate", #"Basic realm="x""#)) }
        try await TestRegistry.reading(options: { $0.login = login }, script) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.message.contains("does not take the login of ann") == true)
            #expect(server.requests.count == 2)
        }
    }

    @Test func replacesATokenThatIsRefused() async throws {
        let refused = Counter()
        let script = Self.script()
        let refusing: ScriptedServer.Script = { request in
            if request.header("Authorization") == "Bearer t0", refused.next() == 1 {
                return script(
                    ScriptedRequest(
                        method: request.method,
                        target: request.target,
                        headers: ["Host": request.header("Host") ?? ""],
                        body: []
                    )
                )
            }
            return script(request)
        }
        try await TestRegistry.reading(refusing) { source, server in
            for _ in 0..<2 { _ = try await source.manifest(.tag(try Tag("1"))) }
            #expect(server.requests.last?.header("Authorization") == "Bearer t1")
        }
    }

    @Test func refusesToSendALoginToATokenServiceWithoutTLSElsewhere() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        let script: ScriptedServer.Script = { _ in
            .empty(401, ("WWW-Authenticate", #"Bearer realm="http://auth.example/token""#))
        }
        try await TestRegistry.reading(options: { $0.login = login }, script) { source, _ in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .forbidden)
            #expect(error?.message.contains("not protected by TLS") == true)
        }
    }
}
