// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

/// Held changes, looked at and decided.
extension BrowserTests {
    @Test func rejectsAForgeryWithAReasonThatTheHistoryShows() async throws {
        let hold = try await registry.hold(of: "team/tool:2.1.20")
        let page = try await page()

        // Whoever is not signed in comes to what was asked for by way of the form.
        try await page.open("/holds")
        #expect(try await page.evaluate("location.pathname") == "/login")
        #expect(try await page.evaluate("new URLSearchParams(location.search).get('next')") == "/holds")
        try await page.fillSignIn("ann")
        try await page.loading { try await page.press(.enter) }
        #expect(try await page.path == "/holds")
        try await page.keepPicture("holds")
        try await page.follow("main a[href='/holds/\(hold)']")

        // The verdict first, then the differences, the heaviest first, with the lines that differ.
        let verdict = try await page.text(".verdict")
        #expect(verdict.contains("pplication"), "\(verdict)")
        #expect(verdict.contains("same version label"), "\(verdict)")
        let weights = try await page.texts(".changes .severity")
        let order = ["high", "medium", "low", "info"]
        #expect(weights == weights.sorted { order.firstIndex(of: $0) ?? 9 < order.firstIndex(of: $1) ?? 9 })
        #expect(weights.first == "high")
        let paths = try await page.texts(".changes .path")
        for path in ["/opt/tool/bin/tool", "/etc/cron.d/tool", "/usr/local/bin/docker-entrypoint.sh"] {
            #expect(paths.contains(path))
        }
        #expect(try await page.texts("table.diff tr.came").contains { $0.contains("collect.example.net") })
        #expect(try await page.text("main").contains("mallory"))
        try await page.keepPicture("hold")

        let reason = "The program is not what was released under this version."
        try await page.type(reason, into: "#reason")
        try await page.follow("button[name=decision][value=reject]")
        #expect(try await page.path == "/holds/\(hold)")
        #expect(try await page.text("main").contains("Rejected by ann"))
        #expect(try await page.text("main").contains(reason))
        #expect(try await page.exists("button[value=approve]") == false)
        #expect(try await registry.state(of: hold) == "rejected")
        try await page.keepPicture("hold-rejected")

        try await page.follow("main h1 a")
        #expect(try await page.path == "/r/team/tool/-/tags/2.1.20")
        let history = try await page.text("main")
        #expect(history.contains("rejected") && history.contains("ann") && history.contains(reason))
        try await page.keepPicture("tag")
    }

    @Test func approvesWithoutAReason() async throws {
        let hold = try await registry.hold(of: "team/report:1.4")
        let page = try await page(of: "ann")
        try await page.open("/holds/\(hold)")
        #expect(try await page.text(".verdict").lowercased().contains("only timestamps differ"))
        try await page.follow("button[name=decision][value=approve]")
        #expect(try await page.text("main").contains("Approved by ann"))
        #expect(try await registry.state(of: hold) == "approved")
    }

    @Test func decidesWithoutScripts() async throws {
        let hold = try await registry.hold(of: "team/tool:latest")
        let page = try await page()
        try await page.disableScripts()
        try await page.signIn("ann")
        try await page.open("/holds/\(hold)")
        try await page.type("No scripts were needed.", into: "#reason")
        try await page.follow("button[name=decision][value=reject]")
        #expect(try await page.text("main").contains("No scripts were needed."))
        #expect(try await registry.state(of: hold) == "rejected")
        try await page.follow("button[name=decision][value=reopen]")
        #expect(try await registry.state(of: hold) == "open")
    }

    @Test func refusesTheFormOfAnotherPage() async throws {
        let hold = try await registry.hold(of: "library/debian:12")
        let page = try await page(of: "ann")
        try await page.open("/holds/\(hold)")
        #expect(try await page.count(".decision input[name=csrf]") == 1)
        _ = try await page.evaluate("document.querySelector('.decision input[name=csrf]').value = 'guessed'")
        try await page.follow("button[name=decision][value=approve]")
        #expect(try await page.status == 403)
        #expect(try await page.text("main").contains("nothing was changed"))
        #expect(try await registry.state(of: hold) == "open")
    }

    @Test func offersNoDecisionToWhoMayNotDecide() async throws {
        let hold = try await registry.hold(of: "library/debian:12")
        let page = try await page(of: "eve")
        try await page.open("/holds/\(hold)")
        #expect(try await page.text("main").contains("right to approve"))
        #expect(try await page.count("main form, button[name=decision]") == 0)
        let answer = try await registry.send(
            .post,
            "/api/v1/holds/\(hold)/approve",
            as: "eve",
            headers: ["Content-Type": "application/json"],
            body: Array("{}".utf8)
        )
        #expect(answer.status == 403)
        #expect(try await registry.state(of: hold) == "open")
    }
}
