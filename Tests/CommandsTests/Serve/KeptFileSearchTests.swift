// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Policy
import Registry
import Testing

@testable import Commands

@Suite struct KeptFileSearchTests {
    private func patterns(_ texts: [String], in directory: borrowing Directory) throws -> KeptFiles {
        let list = texts.map { "\"\($0)\"" }.joined(separator: ", ")
        let configuration = try Configuration(parsing: "keep-locks: [\(list)]", file: "\(directory.path)/h.yaml")
        return try #require(configuration.keepLocks)
    }

    /// The paths below the directory that a pattern finds.
    private func found(_ text: String, in directory: borrowing Directory) throws -> [String] {
        let pattern = try #require(try patterns([text], in: directory).patterns.first)
        let prefix = directory.path + "/"
        return try KeptFileSearch.files(of: pattern).map { String($0.dropFirst(prefix.count)) }
    }

    private func refusal(of text: String, in directory: borrowing Directory) throws -> String? {
        do {
            _ = try found(text, in: directory)
            return nil
        } catch let error as RegistryError {
            #expect(error.code == .conflict)
            #expect(error.message.contains("nothing was removed"))
            return error.message
        }
    }

    @Test(
        arguments: [
            ("holdfast.lock", ["holdfast.lock"]),
            ("**/holdfast.lock", ["a/b/holdfast.lock", "a/holdfast.lock", "holdfast.lock"]),
            ("a/**/holdfast.lock", ["a/b/holdfast.lock", "a/holdfast.lock"]),
            ("*/holdfast.lock", ["a/holdfast.lock"]),
            ("a/*.lock", ["a/holdfast.lock", "a/other.lock"]),
            ("a/b*/*", ["a/b/holdfast.lock"]),
            ("a/?.json", []),
        ]
    )
    func findsWhatAPatternDescribes(pattern: String, paths: [String]) throws {
        let directory = try Directory()
        for name in ["holdfast.lock", "a/holdfast.lock", "a/other.lock", "a/b/holdfast.lock", ".git/x/holdfast.lock"] {
            try directory.write(name, "x")
        }
        #expect(try found(pattern, in: directory) == paths)
    }

    @Test func aFileThatIsNamedMustBeThere() throws {
        let directory = try Directory()
        let message = try refusal(of: "holdfast.lock", in: directory)
        #expect(message?.contains("\(directory.path)/holdfast.lock") == true)
        #expect(message?.contains("No such file") == true)
    }

    /// As when the place where the locks lie is not mounted.
    @Test func theDirectoryThatAPatternBeginsWithMustBeThere() throws {
        let directory = try Directory()
        let message = try refusal(of: "locks/**/holdfast.lock", in: directory)
        #expect(message?.contains("\(directory.path)/locks of") == true)
    }

    @Test func followsLinksWithinTheDirectory() throws {
        let directory = try Directory()
        try directory.write("locks/.versions/7/holdfast.lock", "x")
        symlink(".versions/7", "\(directory.path)/locks/current")
        symlink("current/holdfast.lock", "\(directory.path)/locks/holdfast.lock")
        symlink("..", "\(directory.path)/locks/.versions/loop")
        #expect(try found("locks/*.lock", in: directory) == ["locks/holdfast.lock"])
        #expect(try found("locks/current/*.lock", in: directory) == ["locks/current/holdfast.lock"])
        #expect(
            try found("locks/**/*.lock", in: directory) == [
                "locks/.versions/7/holdfast.lock", "locks/current/holdfast.lock", "locks/holdfast.lock",
            ]
        )
    }

    @Test(arguments: ["/proc/self", "nowhere"])
    func refusesLinksThatLeadOutOrNowhere(_ target: String) throws {
        let directory = try Directory()
        try directory.write("locks/holdfast.lock", "x")
        symlink(target, "\(directory.path)/locks/link")
        #expect(try refusal(of: "locks/**/holdfast.lock", in: directory)?.contains("locks/link") == true)
        // Where it can be neither a lock nor lead to one, it does not matter.
        #expect(try found("locks/*.lock", in: directory) == ["locks/holdfast.lock"])
    }

    @Test func aLinkToAFileElsewhereMattersOnlyIfItIsMeant() throws {
        let directory = try Directory()
        let outside = try directory.write("outside", "x")
        try directory.write("locks/holdfast.lock", "x")
        symlink(outside, "\(directory.path)/locks/note")
        #expect(try found("locks/**/*.lock", in: directory) == ["locks/holdfast.lock"])
        symlink(outside, "\(directory.path)/locks/b.lock")
        #expect(try refusal(of: "locks/**/*.lock", in: directory)?.contains("leads out of") == true)
    }

    @Test func refusesWhatIsMeantAndIsNoFile() throws {
        let directory = try Directory()
        try directory.write("locks/a/x", "x")
        mkfifo("\(directory.path)/locks/pipe.lock", 0o600)
        #expect(try refusal(of: "locks/*.lock", in: directory)?.contains("not a regular file") == true)
        #expect(try found("locks/*/x", in: directory) == ["locks/a/x"])
    }

    @Test func refusesWhatLiesTooDeep() throws {
        let directory = try Directory()
        let deep = (0..<KeptFileSearch.maximumDepth).map { "d\($0)" }.joined(separator: "/")
        try directory.write("\(deep)/holdfast.lock", "x")
        #expect(try refusal(of: "**/holdfast.lock", in: directory)?.contains("levels deep") == true)
        #expect(try found("*/holdfast.lock", in: directory) == [])
    }

    @Test func refusesADirectoryThatCannotBeRead() throws {
        let directory = try Directory()
        try directory.write("locks/a", "x")
        // A file where the pattern needs a directory cannot be listed, whoever asks.
        #expect(try refusal(of: "locks/a/*.lock", in: directory)?.contains("Not a directory") == true)
    }
}
