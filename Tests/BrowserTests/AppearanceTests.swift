// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

/// How the pages look and can be used.
extension BrowserTests {
    @Test(arguments: Page.Screen.allCases, Page.Scheme.allCases)
    func fitsTheScreen(_ screen: Page.Screen, _ scheme: Page.Scheme) async throws {
        let hold = try await registry.hold(of: "library/debian:12")
        let page = try await page()
        try await page.show(on: screen)
        try await page.show(in: scheme)
        try await page.open("/login")
        try await page.keepPicture("\(screen)-\(scheme)-login")
        try await page.signIn("ann")
        let pages = [
            ("repositories", "/"), ("repository", "/r/team/tool"), ("tag", "/r/team/tool/-/tags/latest"),
            ("holds", "/holds?state=all"), ("hold", "/holds/\(hold)"), ("graph", "/graph?ref=library/debian:12"),
        ]
        for (name, path) in pages {
            try await page.open(path)
            let widths = try await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            #expect(widths[0].number ?? .infinity <= widths[1].number ?? 0, "\(path) scrolls sideways on a \(screen)")
            try await page.keepPicture("\(screen)-\(scheme)-\(name)")
        }
    }

    @Test func followsTheSchemeOfTheSystem() async throws {
        let page = try await page()
        var colours: [JSON] = []
        for scheme in Page.Scheme.allCases {
            try await page.show(in: scheme)
            try await page.open("/login")
            colours.append(try await page.evaluate("getComputedStyle(document.body).backgroundColor"))
        }
        #expect(colours[0] != colours[1])
    }

    @Test func isUsableByKeyboardAlone() async throws {
        let hold = try await registry.hold(of: "library/debian:12")
        let page = try await page(of: "ann")
        try await page.open("/holds/\(hold)")
        var visited: [String] = []
        while visited.count < 200, visited.last != "button:approve" {
            try await page.press(.tab)
            let place = try await page.evaluate(
                "document.activeElement.localName + ':' + (document.activeElement.value ?? '')"
            )
            visited.append(place.text ?? "")
            let outline = try await page.evaluate(
                """
                (() => {
                    const style = getComputedStyle(document.activeElement);
                    return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
                })()
                """
            )
            #expect(outline == true, "nothing shows that \(place.text ?? "?") has the focus")
        }
        #expect(visited.first?.hasPrefix("a:") == true, "the first stop is the link past the navigation")
        #expect(visited.contains("textarea:"))
        #expect(visited.last == "button:approve")
    }

    @Test func speaksToThoseWhoDoNotSeeIt() async throws {
        let hold = try await registry.hold(of: "library/debian:12")
        let page = try await page(of: "ann")
        for path in ["/", "/r/team/tool", "/r/team/tool/-/tags/latest", "/holds", "/holds/\(hold)", "/login"] {
            try await page.open(path)
            #expect(try await page.count("main") == 1, "\(path)")
            #expect(try await page.evaluate("document.documentElement.lang") == "en", "\(path)")
            #expect(try await page.count("main h1") == 1, "\(path)")
            let unlabelled = try await page.evaluate(
                """
                [...document.querySelectorAll('input:not([type=hidden]), textarea, select')]
                    .filter(field => !field.labels?.length && !field.ariaLabel).map(field => field.name)
                """
            )
            #expect(unlabelled == .list([]), "\(path)")
            #expect(try await page.count("table thead th:not([scope])") == 0, "\(path)")
        }
    }
}
