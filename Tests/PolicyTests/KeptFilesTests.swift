// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

@Suite struct KeptFilesTests {
    struct Case: Sendable {
        let text: String
        let directory: String
        let glob: String
        let depth: Int?
        var isExact = false
    }

    @Test(
        arguments: [
            Case(text: "holdfast.lock", directory: "etc", glob: "holdfast.lock", depth: 1, isExact: true),
            Case(text: "./a/b/holdfast.lock", directory: "etc/a/b", glob: "holdfast.lock", depth: 1, isExact: true),
            Case(text: "locks/**/holdfast.lock", directory: "etc/locks", glob: "**/holdfast.lock", depth: nil),
            Case(text: "locks/*/x/?.lock", directory: "etc/locks", glob: "*/x/?.lock", depth: 3),
            Case(text: "*.lock", directory: "etc", glob: "*.lock", depth: 1),
            Case(text: "/srv/locks/*.lock", directory: "/srv/locks", glob: "*.lock", depth: 1),
            Case(text: "/*.lock", directory: "/", glob: "*.lock", depth: 1),
            Case(text: "a**b", directory: "etc", glob: "a**b", depth: nil),
        ]
    )
    func dividesPatternsWhereTheirFirstWildcardIs(_ test: Case) throws {
        let files = try #require(
            try Configuration(parsing: "keep-locks: [\"\(test.text)\"]", file: "etc/h.yaml").keepLocks
        )
        let pattern = try #require(files.patterns.first)
        #expect(pattern.text == test.text)
        #expect(pattern.directory == test.directory)
        #expect(pattern.glob.pattern == test.glob)
        #expect(pattern.depth == test.depth)
        #expect(pattern.isExact == test.isExact)
    }

    @Test func areRelativeToTheWorkingDirectoryWhenTheFileIsThere() throws {
        let text = "keep-locks: [holdfast.lock, locks/a.lock]"
        let files = try Configuration(parsing: text, file: "holdfast.yaml").keepLocks
        #expect(files?.patterns.map(\.directory) == [".", "locks"])
    }

    @Test func areNoneWhereNothingIsSaid() throws {
        #expect(try Configuration(parsing: "", file: "h.yaml").keepLocks == nil)
    }

    @Test(
        arguments: [
            ("keep-locks: x", "h.yaml:1:13: \"keep-locks\" must be a list, such as [\"locks/**/holdfast.lock\"]"),
            (
                "keep-locks: []",
                "h.yaml:1:13: \"keep-locks\" is an empty list; remove it or write [\"locks/**/holdfast.lock\"]"
            ),
            (
                "keep-locks: [\"../x\"]",
                "h.yaml:1:14: \"../x\" is not a pattern for \"keep-locks\": it must be the path of a file, without \"..\", "
                    + "and without a slash at the end or two in a row"
            ),
            (
                "keep-locks: [\"locks/\"]",
                "h.yaml:1:14: \"locks/\" is not a pattern for \"keep-locks\": it must be the path of a file, without \"..\", "
                    + "and without a slash at the end or two in a row"
            ),
            (
                "keep-locks: [\"~/x\"]",
                "h.yaml:1:14: \"~/x\" is not a pattern for \"keep-locks\": ~ is not replaced by a home directory here; "
                    + "write the path out"
            ),
        ]
    )
    func refuses(text: String, message: String) {
        #expect {
            try Configuration(parsing: text, file: "h.yaml")
        } throws: { error in
            (error as? ConfigurationErrors)?.errors.map(\.description) == [message]
        }
    }

    @Test func takesAHundredAndNoMore() throws {
        func text(_ count: Int) -> String {
            "keep-locks: [" + (1...count).map { "a\($0)" }.joined(separator: ", ") + "]"
        }
        #expect(try Configuration(parsing: text(100), file: "h.yaml").keepLocks?.patterns.count == 100)
        #expect(throws: ConfigurationErrors.self) { try Configuration(parsing: text(101), file: "h.yaml") }
    }
}
