// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Randomness
import Testing

@testable import Pinning

@Suite struct IgnoreRulesTests {
    @Test(arguments: [
        ("a", "a", true), ("a", "x/a", true), ("a", "ab", false), ("/a", "x/a", false), ("/a", "a", true),
        ("x/a", "x/a", true), ("x/a", "y/x/a", false), ("*.yaml", "x/y.yaml", true), ("*.yaml", "y.yml", false),
        ("x/*.yaml", "x/y/z.yaml", false), ("**/z", "z", true), ("**/z", "a/b/z", true), ("a/**", "a/b/c", true),
        ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/xb", false), ("a**/b", "ax/y/b", true),
        ("?", "ä", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[^a-c]x", "dx", true),
        ("[]x]", "]", true), ("[[:digit:]]", "7", true), ("[[:digit:]]", "a", false), ("[[:none:]]", "n", false),
        ("[a", "[a", false), ("\\#a", "#a", true), ("#a", "#a", false), ("\\!a", "!a", true), ("a ", "a", true),
        ("a\\ ", "a ", true), ("a\\", "a\\", false), ("a\t", "a", false), ("a/", "a", false), ("*", ".hidden", true),
        ("!", "!", false), ("/", "a", false), ("", "", false), ("[a-]", "-", true), ("[\\]]", "]", true),
        ("a*c", "abbc", true), ("*a*a*", "xaxax", true), ("*a*a*", "xax", false),
    ])
    func matchesAsGitDoes(pattern: String, path: String, isIgnored: Bool) {
        var rules = IgnoreRules()
        rules.add(Array(pattern.utf8), directory: [])
        #expect(rules.ignores(Array(path.utf8), isDirectory: false) == isIgnored)
    }

    @Test func theLastPatternOfTheDeepestDirectoryDecides() {
        var rules = IgnoreRules()
        rules.add(Array("*.yaml\n!keep.yaml\r\n".utf8), directory: [])
        #expect(rules.ignores(Array("x.yaml".utf8), isDirectory: false))
        #expect(!rules.ignores(Array("keep.yaml".utf8), isDirectory: false))
        rules.add(Array("!/b.yaml\nkeep.yaml\n".utf8), directory: Array("a".utf8))
        #expect(!rules.ignores(Array("a/b.yaml".utf8), isDirectory: false))
        #expect(rules.ignores(Array("a/c/b.yaml".utf8), isDirectory: false))
        #expect(rules.ignores(Array("a/keep.yaml".utf8), isDirectory: false))
    }

    @Test func aHostilePatternIsMatchedInLinearTime() {
        var rules = IgnoreRules()
        rules.add(Array((String(repeating: "a*", count: 2000) + "b").utf8), directory: [])
        #expect(!rules.ignores(Array(repeating: UInt8(ascii: "a"), count: 200), isDirectory: false))
    }

    /// git itself is the judge of random patterns and paths.
    @Test(arguments: 1...6)
    func agreesWithGit(seed: UInt64) throws {
        var random = Deterministic(seed: seed)
        let tree = try TemporaryTree()
        try tree.git("init", "--quiet")
        var paths: Set<String> = []
        for _ in 0..<60 {
            let depth = Int.random(in: 1...3, using: &random)
            let parts = (0..<depth).map { _ in Self.name(using: &random) }
            paths.insert(parts.joined(separator: "/"))
        }
        // A path that is the directory of another is no file.
        let files = paths.filter { path in !paths.contains { $0.hasPrefix(path + "/") } }.sorted()
        for file in files { try tree.write("", to: file) }
        var rules = 0
        for directory in ["", "a/", "b/", "a/b/"] where rules == 0 || Bool.random(using: &random) {
            guard directory.isEmpty || files.contains(where: { $0.hasPrefix(directory) }) else { continue }
            let lines = (0..<Int.random(in: 1...6, using: &random)).map { _ in Self.pattern(using: &random) }
            try tree.write(lines.joined(separator: "\n"), to: directory + ".gitignore")
            rules += 1
        }
        try tree.write("b?\n", to: ".git/info/exclude")
        let shown = try tree.git("ls-files", "--others", "--exclude-standard", "-z")
        let expected = shown.split(separator: "\0").map(String.init).filter { !$0.hasSuffix(".gitignore") }.sorted()
        let walked = try tree.walked().filter { !$0.hasSuffix(".gitignore") }.sorted()
        let patterns = try tree.text(".gitignore")
        #expect(walked == expected, "seed \(seed): \(patterns.debugDescription)")
    }

    private static func name(using random: inout Deterministic) -> String {
        let letters = ["a", "b", "ab", "ba", "a.b", "#a", "!a", "a b", "a ", "[a]", "a-b", "aa", "bb", "c*"]
        return letters.randomElement(using: &random) ?? "a"
    }

    private static func pattern(using random: inout Deterministic) -> String {
        let parts = [
            "a", "b", "*", "**", "/", "?", "[ab]", "[!a]", "[a-c]", "\\", "!", "#", " ", ".", "-", "[", "]", "**/",
            "/**",
            "[[:alpha:]]", "a", "b", "/", "*",
        ]
        return (0..<Int.random(in: 1...5, using: &random)).compactMap { _ in parts.randomElement(using: &random) }
            .joined()
    }
}

extension TemporaryTree {
    /// Runs git in the tree, without the user's own configuration.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", path] + arguments
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null", "HOME": path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileReadUnknown) }
        return String(decoding: data, as: UTF8.self)
    }

    /// The files of the tree as a scan walks over them.
    func walked() throws -> [String] {
        var paths: [String] = []
        try TreeWalk.run(root: path, excluding: nil, missed: { _, _ in }) { entry in paths.append(entry.path) }
        return paths
    }
}
