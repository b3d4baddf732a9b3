// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

/// Names and texts that somebody chose to harm the page.
@Suite(.timeLimit(.minutes(5)))
struct HostileHoldTests {
    private static let markup = #"<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"#

    @Test func markupInNamesLabelsAndTextsIsText() async throws {
        try await HoldScene.run { scene in
            let markup = Self.markup
            let file = DiffSample.file(
                "/\(markup)",
                "high",
                platform: markup,
                #","reasons":["\#(markup)"],"noise":null,"text":"@@ -1 +1 @@ \#(markup)\n-\#(markup)\n+x\n""#
            )
            let more = #"""
                ,"platforms":[{"platform":"\#(markup)","change":"modified","verdict":"changed","headline":"\#(markup)"},
                  {"platform":"p","change":"added","verdict":"changed","headline":null}],
                "severities":{"high":1},"files":{"added":1,"removed":0,"modified":0,"noise":0},
                "config":[{"field":"\#(markup)","platform":"\#(markup)","from":"\#(markup)","to":null,"severity":"high"}],
                "packages":{"added":1,"first":[{"name":"\#(markup)","from":null,"to":"\#(markup)","direction":"added"}]},
                "notableFiles":[{"path":"/\#(markup)","platform":"p","change":"added","severity":"high",
                  "reasons":["\#(markup)"]}],
                "labels":[{"name":"\#(markup)","from":"\#(markup)","to":"javascript:alert(1)"},
                  {"name":"org.opencontainers.image.source","from":"https://example.com/a","to":"http://ann@evil.example"}]
                """#
            try await scene.compared(DiffSample.summary(headline: markup, more), DiffSample.document(files: [file]))
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            #expect(page.status == 200)
            for part in ["<script>alert", "<img", "href=\"javascript", "href=\"http://ann@", "onerror=alert(1)>\""] {
                #expect(!page.text.contains(part), "\(part)")
            }
            #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
            #expect(page.text.contains(#"href="https://example.com/a" rel="external noopener noreferrer""#))
        }
    }

    @Test(arguments: ["\u{202e}", "\u{2066}", "\u{200b}", "\u{200d}", "\u{feff}", "\u{fe0f}"])
    func whatIsNotSeenBecomesVisibleInPathsAndLines(_ character: String) async throws {
        try await HoldScene.run { scene in
            let file = DiffSample.file(
                "/etc/a\(character)b",
                "high",
                #","text":"@@ -0,0 +1 @@\n+if x\#(character)y\n""#
            )
            try await scene.compared(DiffSample.summary(), DiffSample.document(files: [file]))
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            let code = character.unicodeScalars.first.map { String($0.value, radix: 16) } ?? ""
            #expect(page.text.contains("/etc/a\\u{\(code)}b"))
            #expect(page.text.contains("<bdi>if x\\u{\(code)}y</bdi>"))
            #expect(!page.text.unicodeScalars.contains { String($0) == character })
        }
    }

    @Test func linesBreaksInPathsAndBlanksAtTheEndsOfLinesAreSeen() async throws {
        try await HoldScene.run { scene in
            let file = DiffSample.file("/a\\nb", "high", #","text":"@@ -1 +1 @@\n-x\n+x \t\n""#)
            try await scene.compared(DiffSample.summary(), DiffSample.document(files: [file]))
            var browser = try await scene.browser(of: "ann")
            let page = try await browser.get("/holds/1")
            #expect(page.text.contains(#"/a\nb</code>"#))
            #expect(page.text.contains("title=\"blanks at the end of the line\"> \t</span>"))
        }
    }
}
