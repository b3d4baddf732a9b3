// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import OCIClient

@Suite struct ChallengeTests {
    static let table: [(String, [Challenge])] = [
        (
            #"Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a:pull,push""#,
            [
                Challenge(
                    scheme: "bearer",
                    parameters: [
                        "realm": "https://auth.example/token", "service": "registry.example",
                        "scope": "repository:a:pull,push",
                    ]
                )
            ]
        ),
        (
            #"Basic realm="a \"b\", c", Bearer realm=x"#,
            [
                Challenge(scheme: "basic", parameters: ["realm": #"a "b", c"#]),
                Challenge(scheme: "bearer", parameters: ["realm": "x"]),
            ]
        ),
        (
            #"Negotiate, Basic realm="x""#,
            [Challenge(scheme: "negotiate", parameters: [:]), Challenge(scheme: "basic", parameters: ["realm": "x"])]
        ),
        (
            #"Negotiate YII/x==, BEARER Realm = "x" , Service=y"#,
            [
                Challenge(scheme: "negotiate", parameters: [:]),
                Challenge(scheme: "bearer", parameters: ["realm": "x", "service": "y"]),
            ]
        ),
        ("Basic", [Challenge(scheme: "basic", parameters: [:])]),
        (
            #", ,Basic realm="x",, charset="UTF-8""#,
            [Challenge(scheme: "basic", parameters: ["realm": "x", "charset": "UTF-8"])]
        ),
        ("", []),
        (#"Bearer realm="x"#, []),
        (#"Bearer realm="x",realm="y""#, []),
        (#"Bearer realm="x"garbage"#, []),
        ("=", []),
        ("\u{7f}", []),
    ]

    @Test(arguments: table)
    func readsHeaders(header: String, challenges: [Challenge]) {
        #expect(Challenge.parse([header]) == challenges)
    }

    @Test func readsSeveralHeaders() {
        let challenges = Challenge.parse([#"Basic realm="a""#, #"Bearer realm="b""#])
        #expect(challenges.map(\.scheme) == ["basic", "bearer"])
    }

    @Test func readsNoHeadersWithoutMeasure() {
        #expect(Challenge.parse(["Basic realm=\"\(String(repeating: "x", count: 20_000))\""]).isEmpty)
    }

    @Test(arguments: [
        ("https://registry.example", "https://auth.example/token", true),
        ("https://registry.example", "http://auth.example/token", false),
        ("https://registry.example", "http://registry.example/token", false),
        ("https://registry.example", "http://127.0.0.1/token", false),
        ("http://registry.example", "http://registry.example:5001/token", true),
        ("http://registry.example", "http://auth.example/token", false),
        ("http://registry.example", "https://auth.example/token", true),
        ("http://127.0.0.1:5000", "http://localhost:5001/token", true),
        ("http://127.0.0.1:5000", "http://auth.example/token", false),
        ("https://registry.example", "/token", false),
        ("https://registry.example", "https://ann:x@auth.example/token", false),
        ("https://registry.example", "file:///etc/passwd", false),
    ])
    func judgesTokenServices(registry: String, realm: String, isAccepted: Bool) throws {
        let address = RegistryAddress(host: "registry.example", url: try #require(RequestURL(registry)))
        let challenge = Challenge(scheme: "bearer", parameters: ["realm": realm])
        #expect(((try? TokenRealm(challenge, of: address)) != nil) == isAccepted)
    }
}
