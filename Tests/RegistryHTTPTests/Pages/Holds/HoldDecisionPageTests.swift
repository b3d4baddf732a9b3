// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

/// Deciding by the form of the page.
@Suite(.timeLimit(.minutes(5)))
struct HoldDecisionPageTests {
    private static let repository = HoldScene.repository

    @Test func approvingMovesTheTagAndLeadsBackToTheHold() async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            var ann = try await scene.browser(of: "ann")
            try await ann.get("/holds/1")
            let answer = try await ann.post(
                "/holds/1/decision",
                HoldScene.decision("approve", reason: "build 71\r\nseen")
            )
            #expect(answer.status == 303)
            #expect(answer.location == "/holds/1")
            try await scene.fixture.client.expectManifest(HoldScene.new, in: Self.repository, as: "1.0")
            let page = try await ann.get("/holds/1")
            #expect(page.text.contains("<strong>Approved</strong> by <bdi>ann</bdi>"))
            #expect(page.text.contains("build 71 seen"))
        }
    }

    @Test func rejectingAndReopening() async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            var ann = try await scene.browser(of: "ann")
            try await ann.get("/holds/1")
            #expect(try await ann.post("/holds/1/decision", HoldScene.decision("reject")).status == 303)
            try await scene.fixture.client.expectManifest(HoldScene.old, in: Self.repository, as: "1.0")
            try await ann.get("/holds/1")
            #expect(try await ann.post("/holds/1/decision", HoldScene.decision("reopen")).status == 303)
            #expect(try await ann.get("/holds/1").text.contains("waits for a decision"))
        }
    }

    @Test func theSecondOfTwoApproversIsToldWhoWasFirst() async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            var ann = try await scene.browser(of: "ann")
            var dev = try await scene.browser(of: "dev")
            try await ann.get("/holds/1")
            try await dev.get("/holds/1")
            #expect(try await ann.post("/holds/1/decision", HoldScene.decision("approve")).status == 303)
            let second = try await dev.post("/holds/1/decision", HoldScene.decision("reject", reason: "hm"))
            #expect(second.status == 409)
            #expect(second.text.contains("</strong> hold 1 is approved by ann already."))
            #expect(second.text.contains("<strong>Approved</strong>"))
            let again = try await ann.post("/holds/1/decision", HoldScene.decision("approve"))
            #expect(again.status == 409)
        }
    }

    @Test(arguments: [true, false])
    func anotherChangeThanTheOneLookedAtIsNotDecided(_ isOfferOther: Bool) async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            var ann = try await scene.browser(of: "ann")
            try await ann.get("/holds/1")
            let other = Content.image(3).digest
            for verb in ["approve", "reject"] {
                let answer = try await ann.post(
                    "/holds/1/decision",
                    isOfferOther
                        ? HoldScene.decision(verb, reason: "I saw <this>", offered: other)
                        : HoldScene.decision(verb, reason: "I saw <this>", current: other)
                )
                #expect(answer.status == 409)
                #expect(answer.text.contains("</strong> hold 1 has changed since you looked at it"))
                #expect(answer.text.contains("I saw &lt;this&gt;</textarea>"))
            }
            try await scene.fixture.client.expectManifest(HoldScene.old, in: Self.repository, as: "1.0")
            #expect(try await ann.get("/holds/1").text.contains("waits for a decision"))
        }
    }

    @Test(arguments: ["", "0000"])
    func aFormWithoutItsTokenChangesNothing(_ token: String) async throws {
        try await HoldScene.run { scene in
            var ann = try await scene.browser(of: "ann")
            try await ann.get("/holds/1?wait=no")
            let answer: Answer
            if token.isEmpty {
                var other = try await scene.browser()
                other.take(ann.cookies)
                answer = try await other.post("/holds/1/decision", HoldScene.decision("approve"))
            } else {
                answer = try await ann.post("/holds/1/decision", HoldScene.decision("approve"), token: token)
            }
            #expect(answer.status == 403)
            try await scene.fixture.client.expectManifest(HoldScene.old, in: Self.repository, as: "1.0")
        }
    }

    @Test func whoLacksTheRightIsRefusedThoughTheFormIsSent() async throws {
        try await HoldScene.run { scene in
            var eve = try await scene.browser(of: "eve")
            try await eve.get("/holds/1?wait=no")
            let answer = try await eve.post("/holds/1/decision", HoldScene.decision("approve"))
            #expect(answer.status == 403)
            #expect(answer.text.contains("</strong> eve lacks the right to approve in team/app."))
            try await scene.fixture.client.expectManifest(HoldScene.old, in: Self.repository, as: "1.0")
        }
    }

    @Test func whoHasNotSignedInIsLedThereAndBack() async throws {
        try await HoldScene.run { scene in
            var browser = try await scene.browser()
            try await browser.get("/login")
            let answer = try await browser.post("/holds/1/decision", HoldScene.decision("approve"))
            #expect(answer.status == 303)
            #expect(answer.location == "/login?next=%2Fholds%2F1")
            try await scene.fixture.client.expectManifest(HoldScene.old, in: Self.repository, as: "1.0")
        }
    }

    @Test(arguments: [
        ["decision": "approve"], ["digest": "sha256:1", "current": "", "decision": "approve"],
        ["decision": "bless", "digest": HoldScene.new.digest.rawValue, "current": HoldScene.old.digest.rawValue],
    ])
    func aFormThatIsNotOursIsRefused(_ form: [String: String]) async throws {
        try await HoldScene.run { scene in
            var ann = try await scene.browser(of: "ann")
            try await ann.get("/holds/1?wait=no")
            let answer = try await ann.post(
                "/holds/1/decision",
                ["decision": form["decision"] ?? "", "digest": form["digest"] ?? "", "current": form["current"] ?? ""]
            )
            #expect(answer.status == 400)
            try await scene.fixture.client.expectManifest(HoldScene.old, in: Self.repository, as: "1.0")
        }
    }

    @Test(arguments: [("a\u{202e}b", 400), (String(repeating: "x", count: 5_000), 400)])
    func aReasonThatIsNoLineOfTextComesBackToBeMended(_ reason: String, _ status: Int) async throws {
        try await HoldScene.run { scene in
            var ann = try await scene.browser(of: "ann")
            try await ann.get("/holds/1?wait=no")
            let answer = try await ann.post("/holds/1/decision", HoldScene.decision("approve", reason: reason))
            #expect(answer.status == status)
            #expect(answer.text.contains("role=\"alert\""))
            #expect(answer.text.contains("<textarea"))
        }
    }

    @Test func askingForTheFormsAddressIsRefused() async throws {
        try await HoldScene.run { scene in
            var ann = try await scene.browser(of: "ann")
            #expect(try await ann.get("/holds/1/decision").status == 405)
        }
    }

    @Test func withoutUsersEverybodyDecides() async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await fixture.client.push(HoldScene.old, to: Self.repository, as: "1.0")
            try await fixture.client.prepare(HoldScene.new, in: Self.repository)
            #expect(try await fixture.client.put(HoldScene.new, in: Self.repository, as: "1.0").status == 409)
            var browser = Browser(fixture.client)
            try await browser.get("/holds/1?wait=no")
            #expect(try await browser.post("/holds/1/decision", HoldScene.decision("approve")).status == 303)
            try await fixture.client.expectManifest(HoldScene.new, in: Self.repository, as: "1.0")
        }
    }
}
