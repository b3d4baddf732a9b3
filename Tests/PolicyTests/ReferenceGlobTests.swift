// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Testing

@Suite struct ReferenceGlobTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test(
        arguments: [
            ("nginx*", "nginx:1.25"), ("nginx*", "nginx"), ("nginx", "nginx:1.25"), ("nginx:1.*", "nginx:1.25"),
            ("nginx:1.25", "nginx:1.25@\(digest)"), ("docker.io/library/nginx:*", "nginx:1.25"),
            ("docker.io/library/nginx:latest", "nginx:latest"), ("docker.io/library/nginx", "nginx@\(digest)"),
            ("*/dev/*", "registry.example.com/dev/app:1"), ("*/dev/*", "dev/app"), ("localhost/*", "localhost/app:1"),
            ("localhost:5000/**", "localhost:5000/a/b"), ("localhost:5000/app", "localhost:5000/app:1"),
            ("registry.example.com/dev/**", "registry.example.com/dev/a/b:1@\(digest)"), ("**", "x"),
            ("**/app:1", "index.docker.io/team/app:1"), ("app:1-RC?", "app:1-RC2"),
            ("*@\(digest)", "app:1@\(digest)"), ("docker.io/team/app", "index.docker.io/team/app:1"),
        ]
    )
    func describesAReferenceAsWrittenOrAsItResolves(pattern: String, written: String) throws {
        let glob = try ReferenceGlob(pattern)
        #expect(glob.matches(written: written, normalized: try Reference(written)))
    }

    @Test(
        arguments: [
            ("nginx*", "team/nginx:1"), ("nginx:1.25", "nginx:1.26"), ("nginx:1.25", "nginx"),
            ("localhost/*", "localhost/a/b"), ("docker.io/nginx", "nginx"),
            ("localhost:5000/app", "localhost:5001/app"), ("localhost", "localhost:5000/app"),
            ("quay.io/**", "docker.io/quay.io/app"), ("app@\(digest)", "app:1"),
        ]
    )
    func describesNothingElse(pattern: String, written: String) throws {
        let glob = try ReferenceGlob(pattern)
        #expect(!glob.matches(written: written, normalized: try Reference(written)))
    }

    @Test(arguments: [
        ("", GlobError.empty), ("a b", .list), ("a,b", .list), ("[a]", .unknownWildcard("[")), ("a//b", .emptyElement),
        ("/a", .emptyElement), ("a/", .emptyElement), ("ä", .character("ä")),
    ])
    func refusesWhatCanNeverMatch(pattern: String, error: GlobError) {
        #expect(throws: error) { try ReferenceGlob(pattern) }
    }

    @Test func takesTheTextOfWhatCannotBeResolved() throws {
        let glob = try ReferenceGlob("team/*")
        #expect(glob.matches(written: "team/${NAME}:1", normalized: nil))
        #expect(!glob.matches(written: "${NAME}:1", normalized: nil))
    }
}
