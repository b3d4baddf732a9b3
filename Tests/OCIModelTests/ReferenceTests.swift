// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@Suite struct ReferenceTests {
    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    @Test(
        arguments: [
            ("app", nil, "app", nil, nil),
            ("app:1.0", nil, "app", "1.0", nil),
            ("team/app:1.0", nil, "team/app", "1.0", nil),
            ("app@\(digest)", nil, "app", nil, digest),
            ("app:1.0@\(digest)", nil, "app", "1.0", digest),
            ("localhost/app", "localhost", "app", nil, nil),
            ("localhost:5000/app:1", "localhost:5000", "app", "1", nil),
            ("registry:5000/app", "registry:5000", "app", nil, nil),
            ("registry.example.com/a/b/c:V1@\(digest)", "registry.example.com", "a/b/c", "V1", digest),
            ("Registry.Example.com:443/app", "Registry.Example.com:443", "app", nil, nil),
            ("127.0.0.1:5000/app", "127.0.0.1:5000", "app", nil, nil),
            ("[::1]:5000/app:x", "[::1]:5000", "app", "x", nil),
            ("[2001:db8::1]/app", "[2001:db8::1]", "app", nil, nil),
            ("registry/app", nil, "registry/app", nil, nil),
            ("localhost", nil, "localhost", nil, nil),
            ("localhost:5000", nil, "localhost", "5000", nil),
            ("node.js", nil, "node.js", nil, nil),
            ("a/node.js", nil, "a/node.js", nil, nil),
        ] as [(String, String?, String, String?, String?)]
    )
    func readsItsParts(_ text: String, _ host: String?, _ repository: String, _ tag: String?, _ digest: String?) throws
    {
        let reference = try Reference(text)
        #expect(reference.host == host)
        #expect(reference.repository.rawValue == repository)
        #expect(reference.tag?.rawValue == tag)
        #expect(reference.digest?.rawValue == digest)
        #expect("\(reference)" == text)
    }

    @Test(
        arguments: [
            ("", .repository(.empty)), ("localhost:5000/", .repository(.empty)), (":1.0", .repository(.empty)),
            ("App", .repository(.outsideGrammar)), ("https://example.com/app", .tag(.outsideGrammar)),
            ("a b", .repository(.outsideGrammar)),
            ("-x.example.com/app", .repository(.outsideGrammar)), ("../app", .repository(.outsideGrammar)),
            ("./app", .repository(.outsideGrammar)),
            ("a..b/app", .repository(.outsideGrammar)), ("example.com:port/app", .tag(.outsideGrammar)),
            ("example.com:/app", .tag(.outsideGrammar)), ("example.com:99999/app", .tag(.outsideGrammar)),
            (":5000/app", .tag(.outsideGrammar)), ("[::1/app", .tag(.outsideGrammar)),
            ("a]b:1/app", .tag(.outsideGrammar)),
            ("[::x]:1/app", .tag(.outsideGrammar)), ("[::1]x/app", .tag(.outsideGrammar)), ("app:", .tag(.empty)),
            ("app:a:b", .repository(.outsideGrammar)), ("app:a/b", .tag(.outsideGrammar)),
            ("app@", .digest(.malformed)), ("app@1.0", .digest(.malformed)),
            ("app@\(digest):1.0", .digest(.wrongLength)),
            ("user@example.com/app", .digest(.malformed)), ("app@\(digest)@\(digest)", .digest(.wrongLength)),
        ] as [(String, ReferenceError)]
    )
    func refusesOtherText(_ text: String, _ error: ReferenceError) {
        #expect(throws: error) { try Reference(text) }
    }

    @Test func isMadeFromParts() throws {
        let reference = Reference(
            host: "localhost:5000",
            repository: try RepositoryName("app"),
            tag: try Tag("1"),
            digest: try Digest(Self.digest)
        )
        #expect("\(reference)" == "localhost:5000/app:1@\(Self.digest)")
    }
}
