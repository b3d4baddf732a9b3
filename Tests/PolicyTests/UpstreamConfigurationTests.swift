// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

@Suite struct UpstreamConfigurationTests {
    private func errors(in text: String) -> [String] {
        do {
            _ = try Configuration(parsing: text, file: "h.yaml")
            return []
        } catch let errors as ConfigurationErrors {
            return errors.errors.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    private func only(_ entry: String) throws -> Upstream {
        let upstreams = try Configuration(parsing: "upstreams: {\(entry)}", file: "etc/h.yaml").upstreams
        #expect(upstreams.count == 1)
        return try #require(upstreams.first)
    }

    @Test func aNameIsEnough() throws {
        let configuration = try Configuration(
            parsing: "upstreams:\n  docker.io:\n  ghcr.io: {}\n",
            file: "h.yaml"
        )
        #expect(
            configuration.upstreams == [
                Upstream(name: "docker.io", url: "https://registry-1.docker.io"),
                Upstream(name: "ghcr.io", url: "https://ghcr.io"),
            ]
        )
        #expect(configuration.upstreams.map(\.revalidate) == [.seconds(900), .seconds(900)])
        #expect(configuration.upstreams.map(\.watch) == [.seconds(21_600), .seconds(21_600)])
        #expect(
            configuration.upstreams.allSatisfy { $0.credentials == nil && $0.authorities == nil && $0.proxy == nil }
        )
        #expect(configuration.defaultUpstream == nil)
    }

    @Test func readsEveryKey() throws {
        let upstream = try only(
            "x: {url: \"https://r.example.com:8443/\", revalidate: 1s, watch: 2d, credentials: ./auth.json, ca: /ca.pem, "
                + "proxy: \"http://u:p%40ss@proxy.example.com:3128\"}"
        )
        #expect(upstream.name == "x")
        #expect(upstream.url == "https://r.example.com:8443")
        #expect(upstream.revalidate == .seconds(1))
        #expect(upstream.watch == .seconds(172_800))
        #expect(upstream.credentials == "etc/auth.json")
        #expect(upstream.authorities == "/ca.pem")
        #expect(upstream.proxy?.text == "http://u:p%40ss@proxy.example.com:3128")
        #expect(!upstream.isPlain)
    }

    @Test(arguments: ["off", "\"off\""])
    func watchingCanBeSwitchedOff(_ text: String) throws {
        #expect(try only("x: {watch: \(text)}").watch == nil)
    }

    @Test func theDefaultIsOneOfThem() throws {
        let text = "default-upstream: docker.io\nupstreams: {docker.io: {}}"
        #expect(try Configuration(parsing: text, file: "h.yaml").defaultUpstream == "docker.io")
    }

    @Test(arguments: ["http://127.0.0.1:5001", "http://localhost", "http://[::1]:80", "http://127.8.0.1"])
    func takesPlainHTTPOfThisMachine(_ url: String) throws {
        let upstream = try only("x: {url: \"\(url)\"}")
        #expect(upstream.url == url)
        #expect(upstream.isPlain)
    }

    @Test func takesPlainHTTPBeyondThisMachineOnPurposeAlone() throws {
        let text = "insecure: true\nupstreams: {x: {url: \"http://r.example.com\"}}"
        #expect(try Configuration(parsing: text, file: "h.yaml").upstreams.map(\.url) == ["http://r.example.com"])
    }

    @Test(
        arguments: [
            ("http://proxy", "http://proxy"),
            ("HTTP://user:pass@Proxy:3128/", "http://proxy:3128"),
            ("http://user@proxy", "http://proxy"),
            ("http://us%25er:%3a@[::1]:80", "http://[::1]:80"),
            ("socks5://proxy:1080", "socks5://proxy:1080"),
            ("socks5h://10.0.0.1", "socks5h://10.0.0.1"),
        ]
    )
    func takesProxies(text: String, origin: String) throws {
        let proxy = try #require(try only("x: {proxy: \"\(text)\"}").proxy)
        #expect(proxy.text == text)
        #expect(proxy.origin == origin)
    }

    @Test func showsNoLoginOfAProxy() throws {
        let configuration = try Configuration(
            parsing: "upstreams: {x: {proxy: \"http://user:secret@proxy\"}}",
            file: "h.yaml"
        )
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("secret"))
        #expect(!"\(configuration)".contains("secret"))
        #expect(!"\(String(reflecting: configuration))".contains("secret"))
        for wrong in ["http://user:sec%ret@proxy", "socks5://user:secret@proxy", "https://user:secret@proxy"] {
            let errors = errors(in: "upstreams: {x: {proxy: \"\(wrong)\"}}")
            #expect(errors.count == 1)
            #expect(!errors.joined().contains("sec"))
        }
    }

    private static let name =
        "cannot name an upstream: its repositories begin with the name, which is one element of lower case letters, digits, dots and hyphens"

    @Test(
        arguments: [
            (
                "upstreams:",
                "h.yaml:1:11: \"upstreams\" must be a mapping of names to settings, such as {docker.io: {revalidate: 15m}}"
            ),
            (
                "upstreams: [docker.io]",
                "h.yaml:1:12: \"upstreams\" must be a mapping of names to settings, such as {docker.io: {revalidate: 15m}}"
            ),
            ("upstreams: {x: on}", "h.yaml:1:16: an upstream must be a mapping of keys to values (key: value)"),
            (
                "upstreams:\n  x: {revalidat: 1s}",
                "h.yaml:2:7: unknown key \"revalidat\" in an upstream; did you mean \"revalidate\"?"
            ),
            (
                "upstreams: {\"localhost:5001\": {}}",
                "h.yaml:1:13: \"localhost:5001\" \(name); choose one without a port and say where it is: "
                    + "localhost: {url: http://localhost:5001}"
            ),
            (
                "upstreams: {\"R.example.com:5001\": {}}",
                "h.yaml:1:13: \"R.example.com:5001\" \(name); choose one without a port and say where it is: "
                    + "r.example.com: {url: https://R.example.com:5001}"
            ),
            (
                "upstreams: {quay.io/team: {}}",
                "h.yaml:1:13: \"quay.io/team\" \(name), such as docker.io; where it is says \"url\""
            ),
            (
                "upstreams: {\"https://x\": {}}",
                "h.yaml:1:13: \"https://x\" \(name), such as docker.io; where it is says \"url\""
            ),
            (
                "upstreams: {Docker.io: {}}",
                "h.yaml:1:13: \"Docker.io\" \(name), such as docker.io; where it is says \"url\""
            ),
            ("upstreams: {[a]: {}}", "h.yaml:1:13: the name of an upstream must be a text, such as docker.io"),
            (
                "upstreams: {x: {url: x.example.com}}",
                "h.yaml:1:22: \"url\" of an upstream must start with https:// or http://"
            ),
            (
                "upstreams: {x: {url: \"https://u:p@x\"}}",
                "h.yaml:1:22: \"url\" of an upstream must not hold a user or password"
            ),
            (
                "upstreams: {x: {url: \"https://x/v2\"}}",
                "h.yaml:1:22: \"url\" of an upstream must end with the host or port: "
                    + "clients look for a registry at the root of its host"
            ),
            (
                "upstreams: {x: {url: \"http://x\"}}",
                "h.yaml:1:22: \"url\" is plain HTTP to another machine, so that others on the way could answer in its place; "
                    + "write https://, or set \"insecure: true\" if that is meant"
            ),
            ("upstreams: {x: {revalidate: 0s}}", "h.yaml:1:29: \"revalidate\" must be longer than nothing"),
            (
                "upstreams: {x: {watch: never}}",
                "h.yaml:1:24: \"watch\" must be a whole number with a unit: s, m, h, d or w, such as 30d, or off"
            ),
            ("upstreams: {x: {watch: }}", "h.yaml:1:24: \"watch\" has no value"),
            (
                "upstreams: {x: {ca: ~/x}}",
                "h.yaml:1:21: \"ca\": ~ is not replaced by a home directory here; write the path out"
            ),
            (
                "upstreams: {x: {proxy: \"https://p\"}}",
                "h.yaml:1:24: \"proxy\" must start with http:// or socks5://; a proxy that itself speaks TLS is not supported"
            ),
            (
                "upstreams: {x: {proxy: \"http://p:99999\"}}",
                "h.yaml:1:24: \"proxy\" must name a host and, if any, a port from 1 to 65535"
            ),
            (
                "upstreams: {x: {proxy: \"http://:p@p\"}}",
                "h.yaml:1:24: \"proxy\" must hold the login as USER:PASSWORD, a percent sign in it written %25 and a colon %3A"
            ),
            (
                "upstreams: {x: {proxy: \"http://u:a/b@p\"}}",
                "h.yaml:1:24: \"proxy\" must end with the host or port; / ? and # in a login are percent-encoded"
            ),
            (
                "upstreams: {docker.io: {}}\ndefault-upstream: dokcer.io",
                "h.yaml:2:19: \"default-upstream\" must be one of \"upstreams\", and \"dokcer.io\" is none; "
                    + "did you mean \"docker.io\"?"
            ),
            (
                "default-upstream: docker.io",
                "h.yaml:1:19: \"default-upstream\" must be one of \"upstreams\", and \"docker.io\" is none"
            ),
        ] as [(String, String)]
    )
    func refuses(text: String, message: String) {
        #expect(errors(in: text) == [message])
    }

    @Test func aWrongEntryDoesNotMakeTheDefaultWrongToo() {
        #expect(errors(in: "default-upstream: x\nupstreams: {x: {url: x}}").count == 1)
    }

    @Test func takesFiftyAndNoMore() throws {
        func text(_ count: Int) -> String { "upstreams:\n" + (1...count).map { "  u\($0):\n" }.joined() }
        #expect(try Configuration(parsing: text(50), file: "h.yaml").upstreams.count == 50)
        #expect(errors(in: text(51)) == ["h.yaml:2:3: there are 51 \"upstreams\"; at most 50 are served"])
    }

    @Test(arguments: [(0o600, false), (0o640, true), (0o604, true)] as [(UInt32, Bool)])
    func warnsOfLoginsThatOthersCanRead(mode: UInt32, isDoubtful: Bool) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("{}", to: "auth.json", mode: mode)
        let upstream = try only("x: {credentials: \(path)}")
        #expect((upstream.credentialsWarning != nil) == isDoubtful)
        #expect(try only("x: {}").credentialsWarning == nil)
    }
}
