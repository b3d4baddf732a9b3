// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Commands

@Suite struct TagSuggestTests {
    private func run(_ arguments: String..., in directory: String) async -> CommandRun {
        await CommandRun(
            ["tag", "suggest"] + arguments,
            environment: TestSources.environment,
            workingDirectory: directory
        )
    }

    @Test func namesVersionTimeAndCommit() async throws {
        let directory = try Directory()
        try TestSources.make(in: directory.path, tags: ["v1.4.2": 1])
        let run = await run(in: directory.path)
        let hash = try TestSources.head(of: directory.path)
        #expect(run == CommandRun(status: 0, output: "1.4.2-20261120.153000.g\(hash.prefix(7))\n", talk: ""))
    }

    @Test func takesTheNearestTagThatLooksLikeAVersion() async throws {
        let directory = try Directory()
        try TestSources.make(
            in: directory.path,
            tags: ["v1.0.0": 1, "2.0.0": 2, "deployed": 3, "v-next": 3],
            commits: 3
        )
        let run = await run("--build", "317", in: directory.path)
        #expect(run.output.hasPrefix("2.0.0-20261120.153200.b000317.g"))
    }

    @Test(arguments: [
        (["v1", "v1.4", "v1.4.2"], "1.4.2"), (["v1.9.0", "v1.10.0", "v1"], "1.10.0"),
        (["v2.0.0-rc.1", "v2.0.0"], "2.0.0"), (["v3", "v3.1"], nil),
        (["2.0.0-rc.1", "2.0.0-rc.1-x-1"], "2.0.0-rc.1-x-1"),
    ])
    func takesTheHighestWholeVersionOfOneCommit(_ tags: [String], _ version: String?) async throws {
        let directory = try Directory()
        try TestSources.make(
            in: directory.path,
            tags: Dictionary(uniqueKeysWithValues: tags.map { ($0, 1) }),
            commits: 2
        )
        let run = await run("--format", "json", in: directory.path)
        let found = tags.map { $0.hasPrefix("v") ? String($0.dropFirst()) : $0 }.filter { name in
            run.output.contains(#""version":"\#(name)""#)
        }
        #expect(version.map { found == [$0] } ?? (found.count == 1), "\(run.output)")
    }

    @Test func isNotMisledByAFileNamedAsTheCommit() async throws {
        let directory = try Directory()
        try TestSources.make(in: directory.path, tags: ["v1.4.2": 1])
        try directory.write("HEAD", "a file")
        let run = await run(in: directory.path)
        #expect(run.status == 0, "\(run.talk)")
        #expect(run.output.hasPrefix("1.4.2-20261120.153000.g"))
    }

    @Test func saysThatACloneIsShallow() async throws {
        let directory = try Directory()
        let clone = try Directory()
        try TestSources.make(in: directory.path, tags: ["v1.4.2": 1], commits: 3)
        let path = "\(clone.path)/sources"
        try TestSources.git(["clone", "-q", "--depth", "1", "file://\(directory.path)", path])
        let run = await run(in: path)
        #expect(run.output.hasPrefix("0.0.0-"))
        #expect(run.talk.contains("the clone is shallow"))
    }

    @Test func needsNoGitThatWorksForAVersionAndABuild() async throws {
        let directory = try Directory()
        try TestSources.make(in: directory.path)
        try directory.write(".git/index", "damaged")
        let run = await run("--version", "1.4.2", "--build", "7", in: directory.path)
        #expect(run == CommandRun(status: 0, output: "1.4.2-20261120.235300.b000007\n", talk: ""))
        #expect(await self.run("--version", "1.4.2", in: directory.path).status == 2)
        #expect(await self.run("--build", "18446744073709551615", in: directory.path).status == 2)
    }

    @Test func saysThatThereIsNoVersion() async throws {
        let directory = try Directory()
        try TestSources.make(in: directory.path)
        let run = await run(in: directory.path)
        #expect(run.output.hasPrefix("0.0.0-20261120.153000.g"))
        #expect(run.talk.contains("descends from no tag like v1.4.2"))
        let given = await self.run("--version", "3.1.0", in: directory.path)
        #expect(given.output.hasPrefix("3.1.0-20261120.153000.g"))
        #expect(given.talk == "")
    }

    @Test func marksATreeWithChangesAndTakesTheTimeNow() async throws {
        let directory = try Directory()
        try TestSources.make(in: directory.path, tags: ["v1.4.2": 1])
        try directory.write("unknown", "git does not know this file")
        let clean = await run(in: directory.path)
        #expect(clean.talk == "")
        try directory.write("file", "changed")
        let run = await run(in: directory.path)
        let hash = try TestSources.head(of: directory.path)
        #expect(run.output == "1.4.2-20261120.235300.g\(hash.prefix(7)).dirty\n")
        #expect(run.talk.contains("changes that are in no commit"))
    }

    @Test func doesNotRunWhatTheConfigurationOfTheRepositoryNames() async throws {
        let directory = try Directory()
        try TestSources.make(in: directory.path, tags: ["v1.4.2": 1])
        let trap = try directory.write("trap", "#!/bin/sh\ntouch \(directory.path)/sprung\n")
        #expect(Self.makeExecutable(trap))
        for key in ["core.fsmonitor", "core.pager", "gpg.program"] {
            try TestSources.git(["-C", directory.path, "config", key, trap])
        }
        try TestSources.git(["-C", directory.path, "config", "log.showSignature", "true"])
        let run = await run(in: directory.path)
        #expect(run.status == 0)
        #expect(!ArgumentFile.exists("\(directory.path)/sprung"))
    }

    @Test func needsNoSourcesForAVersionAndABuild() async throws {
        let directory = try Directory()
        let run = await run("--version", "1.4.2", "--build", "7", in: directory.path)
        #expect(run == CommandRun(status: 0, output: "1.4.2-20261120.235300.b000007\n", talk: ""))
    }

    @Test(arguments: [["--version", "1.4.2"], ["--build", "7"], []])
    func saysWhatToGiveWhereThereAreNoSources(_ arguments: [String]) async throws {
        let directory = try Directory()
        let run = await CommandRun(
            ["tag", "suggest"] + arguments,
            environment: TestSources.environment,
            workingDirectory: directory.path
        )
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(run.talk.contains("Give --version and --build"))
    }

    @Test func saysThatThereIsNoGit() async throws {
        let run = await CommandRun(["tag", "suggest"], environment: ["PATH": ".:/nowhere"])
        #expect(run.status == 2)
        #expect(run.talk.contains("git is not on the PATH"))
    }

    @Test func printsTheParts() async throws {
        let directory = try Directory()
        try TestSources.make(in: directory.path, tags: ["v1.4.2": 1])
        let run = await run("--format", "json", in: directory.path)
        let hash = try TestSources.head(of: directory.path)
        #expect(
            run.output == """
                {"schema":"holdfast.tag-suggest/1","tag":"1.4.2-20261120.153000.g\(hash.prefix(7))","version":"1.4.2",\
                "commit":"\(hash)","time":"2026-11-20T15:30:00.000000Z","build":null,"dirty":false}

                """
        )
    }

    private static let commit = GitCommit(
        hash: String(repeating: "a", count: 40),
        time: Timestamp(microseconds: 1_795_188_600_000_000)
    )

    @Test(arguments: [
        "1.4.2", "1.0.0+build.5", "-rc", ".5", "größe", "a/b c", "\u{1f600}", String(repeating: "9", count: 500), "+",
    ])
    func isAlwaysATag(_ version: String) throws {
        let suggestion = TagSuggestion(
            version: version,
            time: Self.commit.time,
            build: .max,
            commit: Self.commit,
            isDirty: true
        )
        _ = try Tag(suggestion.tag)
        #expect(suggestion.tag.hasSuffix("-20261120.153000.b\(UInt64.max).gaaaaaaa.dirty"))
        #expect(suggestion.remarks.count == (version == "1.4.2" ? 1 : 2))
    }

    @Test func writesThePlusOfAVersionAsHelmDoes() {
        let suggestion = TagSuggestion(version: "1.0.0+b5", time: Self.commit.time, build: nil, commit: nil)
        #expect(suggestion.tag == "1.0.0_b5-20261120.153000")
        #expect(
            suggestion.remarks == ["the version \"1.0.0+b5\" does not fit into a tag as it is; it became \"1.0.0_b5\""]
        )
    }

    @Test func sortsByTimeAndThenByBuild() {
        let moments: [(Int64, UInt64)] = [(0, 9), (0, 10), (0, 999_999), (59, 1), (60, 0), (86_400, 2), (4_000_000, 1)]
        let tags = moments.map { seconds, build in
            let time = Timestamp(microseconds: Self.commit.time.microseconds + seconds * 1_000_000)
            return TagSuggestion(version: "1", time: time, build: build, commit: Self.commit).tag
        }
        #expect(tags.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } == tags)
    }

    @Test(arguments: [
        ("https://github.com/team/app.git", "https://github.com/team/app.git"),
        ("https://user:token@git.example.com:8443/app", "https://git.example.com:8443/app"),
        ("https://token@git.example.com/app?x=secret", "https://git.example.com/app"),
        ("git@github.com:team/app.git", "ssh://git@github.com/team/app.git"),
        ("ssh://git:pass@host:22/app", "ssh://git@host:22/app"),
        ("/srv/git/app.git", nil), ("../app", nil), ("file:///srv/app", nil), ("https://", nil), ("", nil),
        ("ext::sh -c id", nil), ("https://user:to ken@host/x", nil), ("-x:y", nil), ("./a:b", nil),
        ("https://user:to/ken@host/x", nil), ("https://user:to?ken@host/x", nil), ("https://user:to#ken@host/x", nil),
        ("https://user:to@ken@host/x", nil), ("user:token@host:team/app", nil), ("user:to/ken@host:app", nil),
        ("https://user:token/app", nil), ("ssh://to%3aken:x@host/x", nil), ("C:\\src\\app", nil), ("ext::id", nil),
        ("host:app?token=x", nil), ("https://[::1]:8443/app", "https://[::1]:8443/app"), ("host:app", "ssh://host/app"),
    ])
    func tellsWhereSourcesComeFromWithoutALogin(_ remote: String, _ address: String?) {
        #expect(SourceAddress(remote)?.text == address)
    }
}
