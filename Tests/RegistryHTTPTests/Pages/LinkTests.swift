// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import RegistryHTTP

@Suite struct LinkTests {
    @Test(arguments: [
        "https://example.com", "http://example.com/a?b=c&d=e#f", "HTTPS://Example.com:8443/x", "https://[::1]/x",
    ])
    func foreignWebAddressesAreFollowed(_ text: String) throws {
        let link = try #require(Link(foreign: text))
        #expect(link.text == text)
        #expect(link.isForeign)
    }

    @Test(arguments: [
        "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " https://example.com",
        "data:text/html,x",
        "vbscript:x", "//example.com", "/local", "example.com", "ftp://example.com", "https:example.com", "https://",
        "https:///path", "https://github.com@evil.example/", "https://user:pw@evil.example", "https://:80",
        "https://e\u{202e}vil", "https://exämple", "https://a b", "https://a\\b", "https://a\"b", "https://a<b",
        "file:///etc/passwd", "blob:https://x", "https://\u{0}", "http\u{0}s://x",
    ])
    func otherForeignAddressesAreText(_ text: String) {
        #expect(Link(foreign: text) == nil)
    }

    @Test(arguments: ["/", "/holds/1", "/r/a/-/tags/b?x=1", "/r/a%2Fb"])
    func returningToPagesIsPossible(_ path: String) {
        #expect(Link(returningTo: path)?.text == path)
    }

    @Test(arguments: [
        "", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "evil",
        "/\t/evil.example", "/\n/evil.example", "/ /evil.example", "/a\r\nSet-Cookie: x=y", "/\u{202e}", "/ü",
        "javascript:alert(1)", "/" + String(repeating: "a", count: 2_048),
    ])
    func returningElsewhereIsNot(_ path: String) {
        #expect(Link(returningTo: path) == nil)
    }

    @Test
    func filesAreNamedByTheirBytes() throws {
        let digest = Digest(algorithm: .sha256, hash: [UInt8](repeating: 0, count: 32))
        let link = Link.files(digest, in: try RepositoryName("a/b"), path: [Array("x y".utf8), [0xff, 0x2f, 0x25]])
        #expect(link.text == "/r/a/b/-/images/\(digest)/files/x%20y/%FF%2F%25")
        #expect(link.with([("a b", "c&d"), ("none", nil)]).text.hasSuffix("?a%20b=c%26d"))
    }
}
