// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Registry
import Testing

@testable import Commands

@Suite struct UpstreamSessionsTests {
    private static let logins = "{\"auths\": {\"x.example.com\": {\"auth\": \"dTpw\"}}}"

    private func configuration(_ settings: String, in directory: borrowing Directory) throws -> Configuration {
        let text = "upstreams: {docker.io: {}, x: {\(settings)}}\ndefault-upstream: docker.io"
        return try Configuration(parsing: text, file: "\(directory.path)/h.yaml")
    }

    @Test func makesOneSessionForEachUpstream() async throws {
        let directory = try Directory()
        try directory.write("auth.json", Self.logins)
        let sessions = try UpstreamSessions(try configuration("credentials: auth.json, watch: off", in: directory))
        #expect(sessions.upstreams.upstreams.keys.sorted() == ["docker.io", "x"])
        #expect(sessions.upstreams.standard?.name == "docker.io")
        #expect(sessions.upstreams.upstreams["x"]?.settings.watch == nil)
        try await sessions.close()
    }

    @Test(
        arguments: [
            ("credentials: none.json", "none.json cannot be read: No such file or directory"),
            ("credentials: text", "text is not a file of credentials"),
            ("ca: none.pem", "none.pem cannot be read as certificates in PEM"),
            ("ca: text", "text cannot be read as certificates in PEM"),
            ("ca: empty", "empty cannot be read as certificates in PEM"),
        ]
    )
    func saysAtOnceWhichFileCannotBeUsed(settings: String, reason: String) throws {
        let directory = try Directory()
        try directory.write("text", "no credentials, no certificate")
        try directory.write("empty", "")
        let configuration = try configuration(settings, in: directory)
        do {
            _ = try UpstreamSessions(configuration)
            Issue.record("it was taken")
        } catch let failure as CommandFailure {
            #expect(failure.status == .usage)
            #expect(failure.message == "the upstream x cannot be used")
            guard case .own(let words)? = failure.cause else { throw failure }
            #expect(words.contains(reason))
        }
    }

    /// The files of whoever starts the server are not even opened.
    @Test func takesNoLoginsFromTheEnvironment() async throws {
        let directory = try Directory()
        let broken = try directory.write("config.json", "broken")
        var surroundings = Surroundings.process
        surroundings.variable = { ["REGISTRY_AUTH_FILE": broken, "DOCKER_AUTH_CONFIG": "broken"][$0] }
        let sessions = try UpstreamSessions(try configuration("watch: 1h", in: directory), surroundings: surroundings)
        try await sessions.close()
    }

    @Test func noUpstreamsNeedNothing() async throws {
        let sessions = try UpstreamSessions(.standard)
        #expect(sessions.upstreams.upstreams.isEmpty)
        #expect(sessions.upstreams.standard == nil)
        try await sessions.close()
        try await UpstreamSessions.none.close()
    }
}
