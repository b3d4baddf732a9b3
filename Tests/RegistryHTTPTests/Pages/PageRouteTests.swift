// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import RegistryHTTP

@Suite struct PageRouteTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test(arguments: [
        ("/r/a", PageRoute.repository(name: "a")), ("/r/a/b/", .repository(name: "a/b")),
        ("/r/a/b/tags/c", .repository(name: "a/b/tags/c")),
        ("/r/a/b/-/tags/1.0", .tag(repository: "a/b", tag: "1.0")),
        ("/r/r/-/images/\(digest)", .image(repository: "r", digest: digest)),
        ("/r/a/-/images/d/files", .files(repository: "a", digest: "d", path: [])),
        ("/r/a/-/images/d/files/", .files(repository: "a", digest: "d", path: [])),
        (
            "/r/a/-/images/d/files/etc/x%20y/",
            .files(repository: "a", digest: "d", path: [Array("etc".utf8), Array("x y".utf8)])
        ),
        ("/r/a/-/images/d/files/%FF%0A", .files(repository: "a", digest: "d", path: [[0xff, 0x0a]])),
        ("/r/a/-/images/d/files/-", .files(repository: "a", digest: "d", path: [[0x2d]])),
        ("/holds", .holds), ("/holds/1/decision", .decision(id: "1")), ("/graph", .graph), ("/affected", .affected),
        ("/login", .signIn), ("/logout", .signOut), ("/assets/style.css", .asset(name: "style.css")),
    ])
    func readsPaths(_ path: String, _ page: PageRoute) {
        #expect(Route(RequestPath(path)) == .page(page))
    }

    @Test(arguments: [
        "/r/", "/r/a/-", "/r/a/-/", "/r/a/-/tags", "/r/a/-/tags/a/b", "/r/a/-/images/d/files/..", "/r/a%2Fb", "/r/a%00",
        "/r/a/-/images/d/files/%2e%2e/x", "/r/a/-/images/d/files/./x", "/r/a/-/images/d/files/a%2Fb", "/r/%ZZ",
        "/r/a/-/images/d/files/%00", "/r/a/-/images/d/files//x", "/r/a/-/images/d/files/%F", "/r/a/-/images/d/file",
        "/r/%FF/-/tags/a", "/r//-/x/y",
    ])
    func whatIsNoPageIsUnknown(_ path: String) {
        #expect(Route(RequestPath(path)) == .page(.unknown))
    }

    @Test(arguments: [
        "/", "/holds/1", "/healthz", "/v2/a/-/tags/b", "/r", "/holds/1/x", "/holds/", "/login/", "/assets",
    ])
    func leavesOtherPathsAlone(_ path: String) {
        #expect(PageRoute(RequestPath(path)) == nil)
    }
}
