// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct LoginTests {
    private func authorization(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String = ""
    ) async throws -> String? {
        var sent: String?
        try await FakeServer.run(answering: { _ in .json(Documents.holds()) }) { server in
            let run = await CommandRun(
                ["holds", "--server", server.url] + arguments,
                environment: environment.mapValues {
                    $0.replacing("SERVER", with: server.url.dropFirst("http://".count))
                },
                input: input
            )
            #expect(run.status == 0)
            sent = server.requests.first?.headers["authorization"]
        }
        return sent
    }

    @Test func sendsNothingWithoutALogin() async throws {
        #expect(try await authorization([]) == nil)
    }

    @Test func sendsTheLoginOfTheCommandLine() async throws {
        #expect(try await authorization(["--creds", "ann:secret"]) == "Basic YW5uOnNlY3JldA==")
    }

    @Test(arguments: ["secret", "secret\n", "secret\r\n"])
    func readsAPasswordFromThePipe(input: String) async throws {
        let sent = try await authorization(["--username", "ann", "--password-stdin"], input: input)
        #expect(sent == "Basic YW5uOnNlY3JldA==")
    }

    @Test func sendsTheLoginThatDockerKeepsForTheServer() async throws {
        let document = #"{"auths":{"SERVER":{"auth":"YW5uOnNlY3JldA=="},"other.example":{"auth":"eDp5"}}}"#
        #expect(try await authorization([], environment: ["DOCKER_AUTH_CONFIG": document]) == "Basic YW5uOnNlY3JldA==")
    }

    @Test func tellsOfAHelperThatCouldNotBeAsked() async throws {
        try await FakeServer.run(answering: { _ in .error(401, "UNAUTHORIZED", "log in") }) { server in
            let run = await CommandRun(
                ["holds", "--server", server.url],
                environment: ["DOCKER_AUTH_CONFIG": #"{"credsStore":"holdfast-none"}"#]
            )
            #expect(run.status == 4)
            #expect(run.talk.contains("the helper \"holdfast-none\", "))
        }
    }

    @Test func namesAMalformedFile() async throws {
        let run = await CommandRun(["holds"], environment: ["DOCKER_AUTH_CONFIG": "hunter2"])
        #expect(run.status == 2)
        #expect(run.talk.contains("DOCKER_AUTH_CONFIG"))
        #expect(!run.talk.contains("hunter2"))
    }

    @Test(arguments: ["", "\n", "two\nlines\n"])
    func refusesWhatIsNoPassword(input: String) async throws {
        let run = await CommandRun(["holds", "--username", "ann", "--password-stdin"], input: input)
        #expect(run.status == 2)
    }
}
