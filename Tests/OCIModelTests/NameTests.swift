// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@Suite struct NameTests {
    @Test(
        arguments: [
            "a", "app", "0", "team/app", "a/b/c/d", "a.b", "a_b", "a__b", "a-b", "a---b", "x-1.2_3", "manifests",
            "blobs/uploads",
            "tags/list", "library/node.js", String(repeating: "a", count: 255),
            String(repeating: "a/", count: 127) + "a",
        ]
    )
    func readsRepositoryNames(_ text: String) throws {
        #expect(try RepositoryName(text).rawValue == text)
        #expect("\(try RepositoryName(text))" == text)
    }

    @Test(
        arguments: [
            "A", "App", "/a", "a/", "a//b", "/", "-a", "a-", ".a", "a.", "_a", "a_", "a..b", "a___b", "a._b", "a.-b",
            "a_-b",
            "a b", "a:b", "a@b", "ä", "a\u{301}", "../a", "a/../b", "a/.", "a%2fb", "a\n", "a\0", "\r\n", "a,b", "a\\b",
        ]
    )
    func refusesOtherRepositoryNames(_ text: String) {
        #expect(throws: NameError.outsideGrammar) { try RepositoryName(text) }
    }

    @Test func boundsRepositoryNames() {
        #expect(throws: NameError.empty) { try RepositoryName("") }
        #expect(throws: NameError.tooLong(maximum: 255)) { try RepositoryName(String(repeating: "a", count: 256)) }
        // Bytes are counted, not characters.
        #expect(throws: NameError.tooLong(maximum: 255)) { try RepositoryName(String(repeating: "ä", count: 128)) }
    }

    @Test(arguments: ["a", "1.0", "latest", "_x", "V1.2-rc_3", "A", "a..b", "a--", String(repeating: "x", count: 128)])
    func readsTags(_ text: String) throws {
        #expect(try Tag(text).rawValue == text)
    }

    @Test(arguments: [".a", "-a", "a b", "a/b", "a:b", "a+b", "ä", "aä", "a\n", "a\0", "a@b", "%41", "\u{301}"])
    func refusesOtherTags(_ text: String) {
        #expect(throws: NameError.outsideGrammar) { try Tag(text) }
    }

    @Test func boundsTags() {
        #expect(throws: NameError.empty) { try Tag("") }
        #expect(throws: NameError.tooLong(maximum: 128)) { try Tag(String(repeating: "x", count: 129)) }
    }

    @Test func ordersTagsByBytes() throws {
        let tags = try ["b", "a", "B", "a-", "a.", "a0", "_", "10", "9"].map { try Tag($0) }
        #expect(tags.sorted().map(\.rawValue) == ["10", "9", "B", "_", "a", "a-", "a.", "a0", "b"])
    }

    @Test func tellsTagsFromDigestsInARequest() throws {
        let digest = "sha256:" + String(repeating: "0", count: 64)
        #expect(try ManifestReference(digest) == .digest(try Digest(digest)))
        #expect(try ManifestReference("1.0") == .tag(try Tag("1.0")))
        #expect("\(try ManifestReference(digest))" == digest)
        #expect(throws: DigestError.wrongLength) { try ManifestReference("sha256:0") }
        #expect(throws: NameError.empty) { try ManifestReference("") }
    }
}
