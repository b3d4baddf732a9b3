// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import OCIClient

@Suite struct RequestURLTests {
    @Test(arguments: [
        ("https://h.example/v2/", "https://h.example/v2/"),
        ("HTTP://H.Example:5000", "http://h.example:5000/"),
        ("https://h.example?a=b", "https://h.example/?a=b"),
        ("https://h.example/a#part", "https://h.example/a"),
        ("http://[::1]:5000/v2/", "http://[::1]:5000/v2/"),
        ("https://h.example/a|b", "https://h.example/a%7Cb"),
    ])
    func readsAbsoluteAddresses(text: String, read: String) throws {
        #expect(try #require(RequestURL(text)).text == read)
    }

    @Test(arguments: [
        "", "h.example/v2", "ftp://h.example/", "file:///etc/passwd", "https://", "https:///v2",
        "https://ann:x@h.example/",
        "https://h.example:0/", "https://h.example:65536/", "https://h.example:/", "https://h ex/",
        "https://h.example/a b",
        "https://h.example/\r\nX: y", "https://h.example/é", "https://[::1/", "https://[zz]/", "http://h_\u{0}/",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(RequestURL(text) == nil)
    }

    @Test(arguments: [
        ("/v2/x?y=z", "https://h.example:8443/v2/x?y=z"),
        ("//o.example/x", "https://o.example/x"),
        ("http://o.example/x", "http://o.example/x"),
        ("?page=2", "https://h.example:8443/v2/a/list?page=2"),
        ("next", "https://h.example:8443/v2/a/next"),
    ])
    func resolvesLocations(location: String, read: String) throws {
        let base = try #require(RequestURL("https://h.example:8443/v2/a/list?page=1"))
        #expect(base.resolving(location)?.text == read)
    }

    @Test(arguments: ["", "file:/etc/passwd", "javascript:alert(1)", "data:,x", "https://ann@o.example/"])
    func resolvesNothingElse(location: String) throws {
        let base = try #require(RequestURL("https://h.example/v2/"))
        #expect(base.resolving(location) == nil)
    }

    @Test(arguments: [
        ("https://h.example/", "https://h.example:443/x", true), ("https://h.example/", "https://H.example/", true),
        ("https://h.example/", "http://h.example/", false), ("https://h.example/", "https://h.example:8443/", false),
        ("https://h.example/", "https://h.example.org/", false),
    ])
    func comparesOrigins(one: String, other: String, isSame: Bool) throws {
        let one = try #require(RequestURL(one))
        #expect(one.isSameOrigin(as: try #require(RequestURL(other))) == isSame)
    }

    @Test func addsMembersToTheQuery() throws {
        let url = try #require(RequestURL("https://h.example/u?state=a"))
        #expect(url.adding("digest", "sha256:0").text == "https://h.example/u?state=a&digest=sha256%3A0")
        let bare = try #require(RequestURL("https://h.example/u"))
        #expect(bare.adding("scope", "a b").text == "https://h.example/u?scope=a%20b")
    }

    @Test func leavesTheQueryOutOfMessages() throws {
        let url = try #require(RequestURL("https://h.example/u?signature=secret"))
        #expect("\(url)" == "https://h.example/u")
    }
}
