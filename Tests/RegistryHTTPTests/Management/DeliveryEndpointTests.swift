// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// `/api/v1/deliveries`: messages to webhooks that did not arrive yet.
@Suite(.timeLimit(.minutes(20)))
struct DeliveryEndpointTests {
    /// Runs a registry in which messages wait for an endpoint, the newest of which was given up.
    private func run(
        _ setup: Setup,
        messages: Int = 2,
        _ body: @Sendable (RegistryFixture) async throws -> Void
    ) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let subscription = Subscription(endpoint: "e", shownAs: "https://hooks.example.com", events: [.created])
            fixture.registry.replacePolicy(
                Registry.LivePolicy(
                    rules: RuleSet([]),
                    approvals: .anyApprover,
                    announcements: Announcements(subscriptions: [subscription])
                )
            )
            for number in 1...messages {
                try await fixture.client.push(.image(UInt64(number)), to: "team/app", as: "v\(number)")
            }
            try await fixture.registry.recordAttempt(
                of: Int64(messages),
                at: Timestamp(microseconds: 1_000_000_000_000_000),
                .givenUp("it answered 410")
            )
            try await body(fixture)
        }
    }

    private func retry(_ path: String, _ client: RegistryClient) async throws -> Answer {
        try await client.post(
            "/api/v1/deliveries/\(path)",
            [.contentType: "application/json"],
            body: ByteBuffer(string: "{}")
        )
    }

    @Test(arguments: Setup.standard)
    func messagesAreListedByState(_ setup: Setup) async throws {
        try await run(setup) { fixture in
            let all = try await fixture.client.get("/api/v1/deliveries").json()
            #expect(all["schema"]?.string == "holdfast.deliveries/1")
            let deliveries = try #require(all["deliveries"]?.array)
            #expect(deliveries.map { $0["state"]?.string } == ["dead", "waiting"])
            let dead = try #require(deliveries.first)
            #expect(dead["endpoint"]?.string == "https://hooks.example.com")
            #expect(dead["failure"]?.string == "it answered 410")
            #expect(dead["lastAttemptAt"]?.string == "2001-09-09T01:46:40.000000Z")
            #expect(dead["nextAttemptAt"] == .null)
            #expect(dead["data"]?["tag"]?.string == "v2")
            for (state, count) in [("waiting", 1), ("dead", 1), ("all", 2)] {
                let answer = try await fixture.client.get("/api/v1/deliveries?state=\(state)")
                #expect(try answer.json()["deliveries"]?.array?.count == count)
            }
            #expect(try await fixture.client.get("/api/v1/deliveries?state=lost").status == 400)
            #expect(try await fixture.client.get("/api/v1/deliveries?n=x").status == 400)
        }
    }

    @Test(arguments: Setup.standard)
    func listsHavePages(_ setup: Setup) async throws {
        try await run(setup, messages: 3) { fixture in
            var path: String? = "/api/v1/deliveries?state=all&n=2"
            var pages: [[Int64]] = []
            while let next = path {
                let answer = try await fixture.client.get(next)
                pages.append(try answer.json()["deliveries"]?.array?.compactMap { $0["id"]?.number } ?? [])
                path = answer.next
            }
            #expect(pages == [[3, 2], [1]])
        }
    }

    @Test(arguments: Setup.standard)
    func messagesAreSentAgain(_ setup: Setup) async throws {
        try await run(setup) { fixture in
            let answer = try await retry("2/retry", fixture.client)
            #expect(answer.status == 200)
            #expect(try answer.json()["deliveries"]?.array?.first?["state"]?.string == "waiting")
            #expect(try await retry("9/retry", fixture.client).status == 404)
            #expect(try await retry("x/retry", fixture.client).status == 404)
            #expect(try await fixture.client.get("/api/v1/deliveries/2/retry").status == 405)
            #expect(try await fixture.client.post("/api/v1/deliveries/2/retry").status == 415)

            try await fixture.registry.recordAttempt(
                of: 1,
                at: Timestamp(microseconds: 1_000_000_000_000_000),
                .givenUp("it answered 410")
            )
            let all = try await retry("retry", fixture.client)
            #expect(all.text == #"{"schema":"holdfast.deliveries/1","deliveries":[],"retried":1}"#)
        }
    }

    @Test func figuresAreShown() async throws {
        try await run(.router) { fixture in
            let lines = try await fixture.client.get("/metrics").text.split(separator: "\n")
            #expect(lines.contains(#"holdfast_deliveries{state="waiting"} 1"#))
            #expect(lines.contains(#"holdfast_deliveries{state="dead"} 1"#))
            #expect(lines.count { $0.hasPrefix("# TYPE holdfast_deliveries ") } == 1)
        }
    }
}

extension SecurityTests {
    @Suite(.timeLimit(.minutes(20)))
    struct DeliveryRights {
        @Test(arguments: Setup.Face.allCases)
        func messagesAreForAdministratorsAlone(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                for path in ["deliveries", "deliveries/1/retry", "deliveries/retry"] {
                    let stranger = try await fixture.client.get("/api/v1/\(path)")
                    #expect(stranger.status == 401)
                    let robot = try await fixture.client.signed(as: "ci").get("/api/v1/\(path)")
                    #expect(robot.status == 403)
                }
                let list = try await fixture.client.signed(as: "root").get("/api/v1/deliveries")
                #expect(list.status == 200)
            }
        }
    }
}
