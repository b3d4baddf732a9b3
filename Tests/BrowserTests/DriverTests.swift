// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

/// That the driver sees what it is there to see; or else the other tests could not fail.
extension BrowserTests {
    @Test func noticesRequestsToOtherPlaces() async throws {
        let page = try await page()
        try await page.show("<img src='http://127.0.0.1:9/elsewhere.png'>")
        #expect(page.journal.requests.contains("http://127.0.0.1:9/elsewhere.png"))
    }

    @Test func noticesScriptsThatFailOrComplain() async throws {
        let page = try await page()
        try await page.show("<script>console.error('complaint'); throw new Error('failure')</script>")
        #expect(page.journal.complaints.contains("console: complaint"))
        #expect(page.journal.complaints.contains { $0.hasPrefix("exception: ") })
    }

    @Test func noticesViolationsOfAPolicy() async throws {
        let page = try await page()
        let policy = "<meta http-equiv='content-security-policy' content=\"script-src 'none'\">"
        try await page.show("\(policy)<script>document.title = 'run'</script>")
        #expect(page.journal.complaints.contains { $0.contains("ontent") && $0.contains("ecurity") })
        #expect(try await page.evaluate("document.title") == "")
    }

    @Test func runsNoScriptOfAPageOnceTheyAreDisabled() async throws {
        let page = try await page()
        try await page.disableScripts()
        try await page.show("<title>before</title><script>document.title = 'after'</script>")
        #expect(try await page.evaluate("document.title") == "before")
    }

    @Test func typesAndClicksAsAPersonDoes() async throws {
        let page = try await page()
        try await page.show(
            """
            <form method=get action='about:blank'><input id=field><button type=button
            onclick="document.title = field.value">Take</button></form>
            """
        )
        try await page.type("a word", into: "#field")
        try await page.press(.tab)
        #expect(try await page.evaluate("document.activeElement.tagName") == "BUTTON")
        try await page.press(.enter)
        #expect(try await page.evaluate("document.title") == "a word")
    }
}

extension Page {
    /// Shows a page of the test's own.
    fileprivate func show(_ html: String) async throws {
        let bytes = Array(html.utf8)
        let digits = Array("0123456789ABCDEF")
        let encoded = bytes.map { "%\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
        try await go(to: "data:text/html,\(encoded)")
    }
}
