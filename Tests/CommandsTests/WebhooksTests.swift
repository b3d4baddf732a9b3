// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct WebhooksTests {
    private static let document = """
        {"schema":"holdfast.deliveries/1","deliveries":[{"id":7,"message":"msg_1","event":"held",\
        "endpoint":"https://hooks.example.com","state":"dead","attempts":12,"createdAt":"x","lastAttemptAt":"x",\
        "nextAttemptAt":null,"failure":"it answered 503","data":{"repository":"team/app","tag":"1.0"}},\
        {"id":6,"message":"msg_0","event":"corrupt","endpoint":null,"state":"waiting","attempts":0,"createdAt":"x",\
        "lastAttemptAt":null,"nextAttemptAt":"y","failure":null,"data":{"digest":"sha256:ab"}}]}
        """

    @Test(arguments: [["webhooks"], ["webhooks", "list"]])
    func listsWhatDidNotArrive(arguments: [String]) async throws {
        try await FakeServer.run(answering: { _ in .json(Self.document) }) { server in
            let run = await CommandRun(arguments + ["--server", server.url])
            #expect(run.status == 0)
            #expect(
                run.output == """
                    ID  EVENT    ABOUT         ENDPOINT                   STATE    TRIED  CREATED  NEXT  FAILURE
                    7   held     team/app:1.0  https://hooks.example.com  dead     12     x              it answered 503
                    6   corrupt  sha256:ab     (no longer configured)     waiting  0      x        y

                    """
            )
            #expect(run.talk == "\nSend those that were given up again with: holdfast webhooks retry ID | --all\n")
            #expect(server.requests.map(\.line) == ["GET /api/v1/deliveries?state=all&n=100"])
        }
    }

    @Test func listsAsJSON() async throws {
        try await FakeServer.run(answering: { _ in .json(Self.document) }) { server in
            let run = await CommandRun([
                "webhooks", "list", "--state", "dead", "--limit", "5", "--format", "json", "--server", server.url,
            ])
            #expect(run == CommandRun(status: 0, output: Self.document + "\n", talk: ""))
            #expect(server.requests.map(\.line) == ["GET /api/v1/deliveries?state=dead&n=5"])
        }
    }

    @Test func saysThatThereIsNone() async throws {
        let none = #"{"schema":"holdfast.deliveries/1","deliveries":[]}"#
        try await FakeServer.run(answering: { _ in .json(none) }) { server in
            let run = await CommandRun(["webhooks", "--server", server.url])
            let talk = "No messages to webhooks wait, and none were given up.\n"
            #expect(run == CommandRun(status: 0, output: "", talk: talk))
        }
    }

    @Test func sendsOneAgain() async throws {
        try await FakeServer.run(answering: { _ in .json(Self.document) }) { server in
            let run = await CommandRun(["webhooks", "retry", "7", "--server", server.url])
            #expect(run == CommandRun(status: 0, output: "message 7 will be sent again\n", talk: ""))
            #expect(server.requests.map(\.line) == ["POST /api/v1/deliveries/7/retry"])
            #expect(server.requests.first?.body == "{}")
        }
    }

    @Test func sendsAllAgain() async throws {
        let answer = #"{"schema":"holdfast.deliveries/1","deliveries":[],"retried":3}"#
        try await FakeServer.run(answering: { _ in .json(answer) }) { server in
            let run = await CommandRun(["webhooks", "retry", "--all", "--server", server.url])
            #expect(run == CommandRun(status: 0, output: "3 messages will be sent again\n", talk: ""))
            #expect(server.requests.map(\.line) == ["POST /api/v1/deliveries/retry"])
        }
    }

    @Test(
        arguments: [
            ["webhooks", "retry"], ["webhooks", "retry", "7", "--all"], ["webhooks", "retry", "0"],
            ["webhooks", "list", "--limit", "0"], ["webhooks", "list", "--state", "lost"],
        ]
    )
    func refusesWhatMeansNothing(arguments: [String]) async {
        #expect(await CommandRun(arguments).status == 2)
    }
}
