// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct RedirectTests {
    private static let bytes = [UInt8](repeating: 7, count: 5_000)

    @Test func carriesNoLoginToAnotherServer() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        let storage: ScriptedServer.Script = { _ in .bytes(Self.bytes) }
        try await ScriptedServer.run(storage) { elsewhere in
            let location = "http://\(elsewhere.host)/object?signature=1"
            let script: ScriptedServer.Script = { request in
                guard request.header("Authorization") != nil else {
                    return .empty(401, ("WWW-Authenticate", #"Basic realm="x""#))
                }
                return .empty(307, ("Location", location))
            }
            try await TestRegistry.reading(options: { $0.login = login }, script) { source, server in
                let read = try await source.bytes(of: TestRegistry.blob(Self.bytes), limit: 10_000)
                #expect(read == Self.bytes)
                #expect(server.requests.last?.header("Authorization") == login.basicAuthorization)
                #expect(elsewhere.lines == ["GET /object?signature=1"])
                #expect(elsewhere.requests.first?.header("Authorization") == nil)
            }
        }
    }

    @Test func carriesNoLoginBackFromAnotherServer() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        let sendingBack: ScriptedServer.Script = { .empty(302, ("Location", String($0.target.dropFirst()))) }
        try await ScriptedServer.run(sendingBack) { elsewhere in
            let script: ScriptedServer.Script = { request in
                if request.path == "/back" { return .bytes(Self.bytes) }
                guard request.header("Authorization") != nil else {
                    return .empty(401, ("WWW-Authenticate", #"Basic realm="x""#))
                }
                let back = "http://\(request.header("Host") ?? "")/back"
                return .empty(302, ("Location", "http://\(elsewhere.host)/\(back)"))
            }
            try await TestRegistry.reading(options: { $0.login = login }, script) { source, server in
                _ = try await source.bytes(of: TestRegistry.blob(Self.bytes), limit: 10_000)
                #expect(server.requests.last?.path == "/back")
                #expect(server.requests.last?.header("Authorization") == nil)
            }
        }
    }

    @Test func carriesTheLoginOnTheSameServer() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        let script: ScriptedServer.Script = { request in
            guard request.header("Authorization") != nil else {
                return .empty(401, ("WWW-Authenticate", #"Basic realm="x""#))
            }
            return request.path == "/moved" ? .bytes(Self.bytes) : .empty(301, ("Location", "/moved"))
        }
        try await TestRegistry.reading(options: { $0.login = login }, script) { source, _ in
            let read = try await source.bytes(of: TestRegistry.blob(Self.bytes), limit: 10_000)
            #expect(read == Self.bytes)
        }
    }

    @Test func answersNoChallengeOfAnotherServer() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        let fishing: ScriptedServer.Script = { _ in .empty(401, ("WWW-Authenticate", #"Basic realm="x""#)) }
        try await ScriptedServer.run(fishing) { elsewhere in
            let location = "http://\(elsewhere.host)/object"
            let script: ScriptedServer.Script = { _ in .empty(307, ("Location", location)) }
            try await TestRegistry.reading(options: { $0.login = login }, script) { source, _ in
                await #expect(throws: ClientError.self) {
                    try await source.open(TestRegistry.blob(Self.bytes), from: 0)
                }
                #expect(elsewhere.requests.count == 1)
                #expect(elsewhere.requests.allSatisfy { $0.header("Authorization") == nil })
            }
        }
    }

    @Test func endsARouteWithoutEnd() async throws {
        let script: ScriptedServer.Script = { request in .empty(302, ("Location", request.target + "x")) }
        try await TestRegistry.reading(script) { source, server in
            await #expect(throws: ClientError.self) { try await source.open(TestRegistry.blob(Self.bytes), from: 0) }
            #expect(server.requests.count == 6)
        }
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://h.example/x", "gopher:x", ""])
    func followsNothingButHTTP(location: String) async throws {
        let script: ScriptedServer.Script = { _ in .empty(302, ("Location", location)) }
        try await TestRegistry.reading(script) { source, server in
            let error = await #expect(throws: ClientError.self) {
                try await source.open(TestRegistry.blob(Self.bytes), from: 0)
            }
            #expect(error?.code == .unavailable)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [
        ("https://h.example/a", "https://o.example/b", true, true), ("https://h.example/a", "/b", true, false),
        ("https://h.example/a", "http://h.example/b", false, false),
        ("https://h.example/a", "http://127.0.0.1/b", false, false),
        ("http://h.example/a", "https://h.example/b", true, true),
        ("http://h.example/a", "http://o.example/b", true, true),
    ])
    func neverLeavesTLS(from: String, to: String, isFollowed: Bool, isElsewhere: Bool) throws {
        var route = RedirectRoute(from: try #require(RequestURL(from)))
        if isFollowed {
            try route.follow(to, purpose: "test")
            #expect(route.isElsewhere == isElsewhere)
        } else {
            #expect(throws: ClientError.self) { try route.follow(to, purpose: "test") }
        }
    }
}
