// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import Registry
import Testing

/// `/api/v1/promote` and `/api/v1/rollback` over HTTP.
@Suite(.timeLimit(.minutes(20)))
struct PromotionTests {
    private let one = Content.image(1)
    private let two = Content.image(2)

    private func post(_ client: RegistryClient, _ verb: String, _ body: String) async throws -> Answer {
        try await client.post(
            "/api/v1/\(verb)",
            [.contentType: "application/json"],
            body: ByteBuffer(string: body)
        )
    }

    @Test(arguments: Setup.standard)
    func aPromotionIsToldInADocument(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let client = fixture.client
            try await client.push(one, to: "team/app", as: "1.4.2")
            let report = Content.artifact(subject: one)
            try await client.push(report, to: "team/app")
            let body = #"{"from":"team/app:1.4.2","to":"prod/app:1.4.2","reason":"release 7"}"#
            let answer = try await post(client, "promote", body)
            #expect(answer.status == 200)
            let expected = #"""
                {"schema":"holdfast.promote/1","from":"team/app:1.4.2","to":"prod/app:1.4.2",\#
                "digest":"\#(one.digest)","previous":null,"outcome":"promoted","hold":null,"url":null,"referrers":1,\#
                "companions":[],"notes":[],"dryRun":false}
                """#
            #expect(answer.text == expected)
            try await client.expectManifest(one, in: "prod/app", as: "1.4.2")
            #expect(try await client.referrers(of: one.digest, in: "prod/app").count == 1)
            let events = try await client.get("/api/v1/history?ref=prod/app:1.4.2").json()["events"]?.array
            #expect(events?.first?["event"]?.string == "promoted")
            #expect(events?.first?["reason"]?.string == "promoted from team/app:1.4.2: release 7")
        }
    }

    @Test(arguments: Setup.standard)
    func aHeldPromotionNamesItsHold(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let client = fixture.client
            try await client.push(one, to: "prod/app", as: "live")
            try await client.push(two, to: "team/app", as: "2")
            let rehearsed = try await post(
                client,
                "promote",
                #"{"from":"team/app:2","to":"prod/app:live","dryRun":true}"#
            )
            #expect(rehearsed.status == 202)
            #expect(try rehearsed.json()["dryRun"] == .bool(true))
            #expect(try await client.holds().isEmpty)
            let answer = try await post(client, "promote", #"{"from":"team/app:2","to":"prod/app:live"}"#)
            #expect(answer.status == 202)
            let json = try answer.json()
            #expect(json["outcome"]?.string == "held")
            #expect(json["previous"]?.string == one.digest.rawValue)
            let hold = try #require(json["hold"]?.number)
            #expect(json["url"]?.string?.hasSuffix("/holds/\(hold)") == true)
            #expect(try await client.holds().count == 1)
            try await client.expectManifest(one, in: "prod/app", as: "live")
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func aRefusedPromotionReadsLikeARefusedPush(_ face: Setup.Face) async throws {
        let rules = RuleSet([Rule(name: "rule 1", tags: [try Glob("live")], change: .deny), Rule(name: "rule 2")])
        try await RegistryFixture.run(Setup(face: face, rules: .standard), rules: rules) { fixture in
            let client = fixture.client
            try await client.push(one, to: "prod/app", as: "live")
            try await client.push(two, to: "team/app", as: "2")
            let answer = try await post(client, "promote", #"{"from":"team/app:2","to":"prod/app:live"}"#)
            #expect(answer.status == 409)
            #expect(answer.code == "DENIED")
            let detail = try answer.json()["errors"]?.array?.first?["detail"]
            #expect(detail?["rule"]?.string == "rule 1")
            #expect(detail?["offered"]?.string == two.digest.rawValue)
            let back = try await post(
                client,
                "rollback",
                #"{"ref":"prod/app:live","to":"\#(one.digest)","reason":"why"}"#
            )
            #expect(try back.json()["outcome"]?.string == "unchanged")
        }
    }

    @Test(arguments: Setup.allowingChange)
    func aRollbackIsToldInADocument(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let client = fixture.client
            try await client.push(one, to: "team/app", as: "live")
            try await client.push(two, to: "team/app", as: "live")
            let answer = try await post(
                client,
                "rollback",
                #"{"ref":"team/app:live","to":"previous","reason":"two broke"}"#
            )
            #expect(answer.status == 200)
            let expected = #"""
                {"schema":"holdfast.rollback/1","reference":"team/app:live","digest":"\#(one.digest)",\#
                "previous":"\#(two.digest)","outcome":"restored","index":2}
                """#
            #expect(answer.text == expected)
            try await client.expectManifest(one, in: "team/app", as: "live")
            let events = try await client.get("/api/v1/history?ref=team/app:live").json()["events"]?.array
            #expect(events?.first?["event"]?.string == "restored")
            let time = try #require(events?[1]["time"]?.string)
            let asOf = #"{"ref":"team/app:live","asOf":"\#(time)","reason":"as it was"}"#
            #expect(try await post(client, "rollback", asOf).json()["digest"]?.string == two.digest.rawValue)
        }
    }

    @Test(
        arguments: Setup.standard,
        [
            ("promote", "{}", 400), ("promote", #"{"from":"team/app:1"}"#, 400),
            ("promote", #"{"from":"Team:1","to":"prod/app:1"}"#, 400),
            ("promote", #"{"from":"host:5000/team/app:1","to":"prod/app:1"}"#, 400),
            ("promote", #"{"from":7,"to":"prod/app:1"}"#, 400),
            ("promote", #"{"from":"team/app:1","to":"prod/app:1","dryRun":"yes"}"#, 400),
            ("promote", #"{"from":"team/app:1","to":"prod/app:1","reason":"a\nb"}"#, 400),
            ("promote", #"{"from":"team/app:none","to":"prod/app:1"}"#, 404),
            ("promote", #"{"from":"quay.io/team/app:1","to":"prod/app:1"}"#, 404),
            ("rollback", "{}", 400), ("rollback", #"{"ref":"team/app:1","reason":"r"}"#, 400),
            ("rollback", #"{"ref":"team/app","to":"previous","reason":"r"}"#, 400),
            ("rollback", #"{"ref":"team/app:1","to":"previous"}"#, 400),
            ("rollback", #"{"ref":"team/app:1","to":"yesterday","reason":"r"}"#, 400),
            ("rollback", #"{"ref":"team/app:1","asOf":"yesterday","reason":"r"}"#, 400),
            ("rollback", #"{"ref":"team/app:1","to":"previous","asOf":"2026-11-20T12:00:00Z","reason":"r"}"#, 400),
            ("rollback", #"{"ref":"team/app:1","to":"previous","reason":"r"}"#, 409),
            ("rollback", #"{"ref":"team/app:none","to":"previous","reason":"r"}"#, 404),
        ]
    )
    func whatIsWrongIsSaid(_ setup: Setup, _ row: (verb: String, body: String, status: Int)) async throws {
        try await RegistryFixture.run(setup) { fixture in
            try await fixture.client.push(one, to: "team/app", as: "1")
            let answer = try await post(fixture.client, row.verb, row.body)
            #expect(answer.status == row.status)
            #expect(!answer.message.isEmpty)
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func onlyJSONIsTakenAndOnlyPosted(_ face: Setup.Face) async throws {
        try await RegistryFixture.run(Setup(face: face, rules: .standard)) { fixture in
            for verb in ["promote", "rollback"] {
                let read = try await fixture.client.get("/api/v1/\(verb)")
                #expect(read.status == 405)
                let form = try await fixture.client.post("/api/v1/\(verb)", [.contentType: "text/plain"])
                #expect(form.status == 415)
            }
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func rightsDecide(_ face: Setup.Face) async throws {
        try await SecurityTests.run(face) { fixture in
            let root = fixture.client.signed(as: "root")
            try await root.push(one, to: "team/app", as: "live")
            try await root.push(one, to: "ci/app", as: "live")
            let promotion = #"{"from":"team/app:live","to":"ci/app:other"}"#
            // ci may push below ci/ and not pull elsewhere; ann may pull and approve, and not push.
            for (user, status) in [("ci", 403), ("ann", 403), ("eve", 403), ("dev", 200)] {
                let answer = try await post(fixture.client.signed(as: user), "promote", promotion)
                #expect(answer.status == status)
            }
            #expect(try await post(fixture.client, "promote", promotion).status == 401)
            #expect(try await root.delete("/v2/ci/app/manifests/live").status == 202)
            let rollback = #"{"ref":"ci/app:live","to":"previous","reason":"it is missed"}"#
            for (user, status) in [("eve", 403), ("ann", 200)] {
                let answer = try await post(fixture.client.signed(as: user), "rollback", rollback)
                #expect(answer.status == status)
            }
            #expect(try await post(fixture.client, "rollback", rollback).status == 401)
        }
    }

    @Test(arguments: Setup.standard)
    func aClientSaysWhereAPushComesFrom(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let client = fixture.client
            let name = try #require(HTTPField.Name("Holdfast-Promoted-From"))
            try await client.prepare(one, in: "team/app")
            for text in ["no reference at all", "x:" + String(repeating: "1", count: 2_000), ""] {
                #expect(try await client.put(one, in: "team/app", as: "1", [name: text]).status == 400)
            }
            #expect(try await client.put(one, in: "team/app", as: "1", [name: "ci.example.com/app:7"]).status == 201)
            let event = try await client.get("/api/v1/history?ref=team/app:1").json()["events"]?.array?.first
            #expect(event?["event"]?.string == "promoted")
            #expect(event?["reason"]?.string == "promoted from ci.example.com/app:7 (as the client says)")
        }
    }
}
