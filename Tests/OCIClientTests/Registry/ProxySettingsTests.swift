// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import OCIClient

@Suite struct ProxySettingsTests {
    @Test(arguments: [
        ("", "h.example", false), ("*", "h.example", true),
        ("h.example", "h.example", true), ("h.example", "a.h.example", true), ("h.example", "ah.example", false),
        (".h.example", "a.h.example", true), (".h.example", "h.example", false), ("*.h.example", "a.h.example", true),
        ("*.h.example", "h.example", false), ("H.Example", "h.example", true),
        ("h.example:443", "h.example", true), ("h.example:8443", "h.example", false),
        ("a.example, h.example", "h.example", true), ("a.example h.example", "h.example", true),
        ("10.0.0.0/8", "10.1.2.3", true), ("10.0.0.0/8", "11.1.2.3", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3:443", "10.1.2.3", true), ("10.1.2.3:80", "10.1.2.3", false), ("fd00::/8", "[fd12::1]", true),
        ("fd00::/8", "[fe12::1]", false), ("::/0", "10.1.2.3", false), ("0.0.0.0/0", "h.example", false),
        ("10.0.0.0/99", "10.1.2.3", false), ("10.0.0.0/x", "10.1.2.3", false), ("10.0.0.0/9", "10.127.0.1", true),
        ("10.0.0.0/9", "10.128.0.1", false), (",,", "h.example", false), ("example", "h.example", true),
    ])
    func matchesExceptions(text: String, host: String, isExcepted: Bool) {
        #expect(ProxyExceptions(text).match(host: host, port: 443) == isExcepted)
    }

    @Test(arguments: [
        ("https://h.example/", "secure.example"), ("http://h.example/", "plain.example"),
        ("https://no.example/", nil), ("http://127.0.0.1:5000/", nil), ("http://localhost/", nil),
    ])
    func choosesTheProxyByScheme(url: String, host: String?) throws {
        let environment = [
            "HTTPS_PROXY": "http://secure.example:3128", "http_proxy": "plain.example:3128", "no_proxy": "no.example",
        ]
        let settings = ProxySettings(environment: { environment[$0] })
        #expect(try settings.proxy(for: try #require(RequestURL(url)))?.host == host)
    }

    @Test func readsLoginsAndKinds() throws {
        let proxy = try #require(ProxyAddress("http://ann:p%40ss@proxy.example:3128/"))
        #expect(proxy.login == (try Credentials(user: "ann", password: "p@ss")))
        #expect(proxy.port == 3128)
        #expect(ProxyAddress("socks5://proxy.example")?.port == 1080)
        #expect(ProxyAddress("[::1]:8080")?.host == "::1")
    }

    @Test(arguments: [
        "https://proxy.example", "ftp://proxy.example", "http://", "http://a b", "http://%zz:x@proxy.example",
    ])
    func namesTheVariableThatIsNoProxyButNotItsValue(text: String) throws {
        let settings = ProxySettings(environment: { $0 == "HTTPS_PROXY" ? text : nil })
        let url = try #require(RequestURL("https://h.example/"))
        let error = #expect(throws: ClientError.self) { try settings.proxy(for: url) }
        #expect(try #require(error).message == "HTTPS_PROXY is not the address of a proxy")
    }

    @Test func showsNothingWhenPrinted() {
        let settings = ProxySettings(environment: { _ in "http://ann:secret@proxy.example" })
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings)\(dumped)".contains("secret"))
    }
}
