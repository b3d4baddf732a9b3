// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

/// What stands on the page of a hold.
@Suite(.timeLimit(.minutes(5)))
struct HoldPageTests {
    @Test func saysWhatWhoAndWhenOnOneScreen() async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            #expect(page.status == 200)
            for part in [
                "Application binary changed, same version label", "waits for a decision", "<bdi>ci</bdi>",
                HoldScene.old.digest.rawValue, HoldScene.new.digest.rawValue, "the default rule",
                #"<span class="severity high">2 high</span>"#, "1,201 info",
                "2 changed, 1 added, 1 of these known noise",
                "2.1.20", "2222222", ">same<", ">changed<", "Entrypoint", "[&quot;/bin/sh&quot;]", "14 newer",
                "libssl3",
                "/app/tool", "program that the image runs changed", "gone: there is no image for it any more",
                "No image in this registry is built on what the tag means now",
            ] {
                #expect(page.text.contains(part), "\(part)")
            }
            #expect(!page.text.contains("http-equiv"))
        }
    }

    @Test func aWaitingComparisonLoadsThePageAgainAndKeepsTheFormBack() async throws {
        try await HoldScene.run { scene in
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            #expect(page.text.contains(#"<meta http-equiv="refresh" content="3">"#))
            #expect(page.text.contains("<progress"))
            #expect(!page.text.contains("<textarea"))
            #expect(page.text.contains("/holds/1?wait=no"))
            let form = try await browser.get("/holds/1?wait=no")
            #expect(!form.text.contains("http-equiv"))
            #expect(form.text.contains("<textarea"))
            #expect(try await browser.post("/holds/1/decision", HoldScene.decision("approve")).status == 303)
        }
    }

    @Test func aComparisonThatCannotBeMadeSaysWhyAndCanBeDecided() async throws {
        try await HoldScene.run { scene in
            try await scene.failed("layer 2 is <b>no</b> archive")
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            #expect(page.text.contains("layer 2 is &lt;b&gt;no&lt;/b&gt; archive"))
            #expect(page.text.contains("It can be approved all the same"))
            #expect(!page.text.contains("http-equiv"))
            #expect(try await browser.post("/holds/1/decision", HoldScene.decision("approve")).status == 303)
        }
    }

    @Test func aDecidedHoldSaysWhoWhenAndWhy() async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            var ann = try await scene.browser(of: "ann")
            try await ann.get("/holds/1")
            try await ann.post("/holds/1/decision", HoldScene.decision("reject", reason: "not <i>built</i> by us"))
            let page = try await ann.get("/holds/1")
            #expect(page.text.contains("<strong>Rejected</strong> by <bdi>ann</bdi>"))
            #expect(page.text.contains("not &lt;i&gt;built&lt;/i&gt; by us"))
            #expect(page.text.contains(#"value="reopen""#))
            #expect(!page.text.contains(#"value="approve""#))
            var eve = try await scene.browser(of: "eve")
            let seen = try await eve.get("/holds/1")
            #expect(!seen.text.contains(#"value="reopen""#))
        }
    }

    @Test(arguments: ["eve", nil])
    func othersSeeTheVerdictAndNothingOutOfTheImages(_ user: String?) async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            var browser = try await scene.browser(of: user)
            let page = try await browser.get("/holds/1")
            #expect(page.status == 200)
            #expect(page.text.contains("Application binary changed"))
            for part in ["/app/tool", "/etc/motd", "libssl3", "2222222", "/bin/sh", "<textarea", "All differences"] {
                #expect(!page.text.contains(part), "\(part)")
            }
            #expect(page.text.contains(user == nil ? "/login?next=%2Fholds%2F1" : "You lack the right to approve"))
        }
    }

    @Test func whoPushedMayRejectAndIsToldWhyNotApprove() async throws {
        try await HoldScene.run(pushedBy: "dev") { scene in
            try await scene.compared()
            var dev = try await scene.browser(of: "dev")
            let page = try await dev.get("/holds/1")
            #expect(page.text.contains("somebody else has to approve it"))
            #expect(!page.text.contains(#"value="approve""#))
            #expect(page.text.contains(#"value="reject""#))
            let refused = try await dev.post("/holds/1/decision", HoldScene.decision("approve"))
            #expect(refused.status == 403)
            #expect(refused.text.contains("someone else has to approve it"))
            #expect(try await dev.post("/holds/1/decision", HoldScene.decision("reject")).status == 303)
        }
    }

    @Test func theDifferencesAreListedWithTheirLines() async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            #expect(page.text.contains("mode 0755 → 4755, content, 2.0 MB → 2.5 MB"))
            #expect(page.text.contains(#"<del><span class="edit">− </span><bdi>old</bdi></del>"#))
            #expect(page.text.contains(#"<ins><span class="edit">+ </span><bdi>new</bdi></ins>"#))
            #expect(page.text.contains("1 difference known as noise (1 caches) not shown"))
            #expect(!page.text.contains("/var/cache/x"))
            #expect(try await browser.get("/holds/1?show=all").text.contains("/var/cache/x"))
            let arm = try await browser.get("/holds/1?platform=linux%2Farm64")
            #expect(!arm.text.contains("/etc/motd"))
            #expect(arm.text.contains(#"aria-current="true">linux/arm64"#))
        }
    }

    @Test func manyDifferencesTakeSeveralPages() async throws {
        try await HoldScene.run { scene in
            let files = (0..<501).map { DiffSample.file("/data/\(10_000 + $0)") }
            try await scene.compared(DiffSample.summary(), DiffSample.document(files: files))
            var browser = try await scene.browser(of: "ann")
            let first = try await browser.get("/holds/1")
            #expect(first.text.contains("501 files"))
            #expect(first.text.contains("/data/10499"))
            #expect(!first.text.contains("/data/10500"))
            #expect(first.text.contains(#"href="/holds/1?page=2#differences""#))
            let second = try await browser.get("/holds/1?page=2")
            #expect(second.text.contains("/data/10500"))
            #expect(!second.text.contains("/data/10499"))
        }
    }

    @Test func aLongTextIsCutAndSaysSo() async throws {
        try await HoldScene.run { scene in
            let lines = (0..<900).map { #"+line \#($0)\n"# }.joined()
            let file = DiffSample.file("/etc/long", "high", #","text":"@@ -0,0 +1,900 @@\n\#(lines)""#)
            try await scene.compared(DiffSample.summary(), DiffSample.document(files: [file]))
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            #expect(page.text.contains("<bdi>line 398</bdi>"))
            #expect(!page.text.contains("<bdi>line 399</bdi>"))
            #expect(page.text.contains("it is too long to be shown here"))
        }
    }

    @Test func aDocumentThatCannotBeReadLeavesTheRestOfThePage() async throws {
        try await HoldScene.run { scene in
            try await scene.compared(DiffSample.summary, "{")
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            #expect(page.status == 200)
            #expect(page.text.contains("They cannot be shown"))
            #expect(page.text.contains("<textarea"))
        }
    }

    @Test func otherTagsPushedWithItAreNamed() async throws {
        try await HoldScene.run { scene in
            try await scene.compared()
            let ci = scene.fixture.client.signed(as: "ci")
            for tag in ["1.0-slim", "1.0-full"] { try await ci.push(.image(9), to: HoldScene.repository, as: tag) }
            try await ci.push(.image(3), to: HoldScene.repository, as: "latest")
            #expect(try await ci.put(HoldScene.new, in: HoldScene.repository, as: "latest").status == 409)
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            #expect(page.text.contains("4 tags of this repository were pushed within"))
            #expect(page.text.contains("/r/team/app/-/tags/1.0-slim"))
            #expect(page.text.contains("Same content under other tags"))
            #expect(page.text.contains(#"is to mean it (<a href="/holds/2">hold 2</a>)"#))
        }
    }

    @Test(arguments: ["0", "2", "x", "99999999999999999999"])
    func aHoldThatDoesNotExistIsNotFound(_ id: String) async throws {
        try await HoldScene.run { scene in
            var browser = try await scene.browser(of: "ann")
            #expect(try await browser.get("/holds/\(id)").status == 404)
        }
    }
}
