// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct TagSuggest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Print a tag that nothing else has: version, time, build and commit.",
        discussion: """
            EXAMPLES:
              holdfast tag suggest                        1.4.2-20261120.153000.g1a2b3c4
              holdfast tag suggest --build 317            1.4.2-20261120.153000.b000317.g1a2b3c4
              holdfast tag suggest --version 2.0.0-rc.1 --directory ../app

            The version is that of the nearest tag like v1.4.2 that the commit descends from, of several at one commit the
            highest with three numbers, the time the commit's own in UTC: the same commit gives the same tag, and the tags of a version sort by time. A tree with changes that are
            in no commit gets the time now and .dirty at the end. With --version and --build no git is needed.
            """
    )

    @Option(help: ArgumentHelp("The version, instead of that of a tag in git.", valueName: "version"))
    var version: String?

    @Option(help: ArgumentHelp("The number of the build.", valueName: "number"))
    var build: UInt64?

    @Option(help: ArgumentHelp("Where the sources lie.", valueName: "directory"), completion: .directory)
    var directory = "."

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard version?.isEmpty != true else { throw ValidationError("--version is empty.") }
        guard build.map({ $0 <= Int64.max }) ?? true else {
            throw ValidationError("--build is more than \(Int64.max).")
        }
    }

    func run() async throws {
        let console = output.console
        let suggestion = try await suggestion(console)
        switch output.format {
        case .json: try console.data(bytes: suggestion.json)
        case .text: try console.data(suggestion.tag)
        }
        for remark in suggestion.remarks { try console.complain(remark) }
    }

    private func suggestion(_ console: Console) async throws -> TagSuggestion {
        let now = Timestamp(microseconds: console.now * 1_000_000)
        do {
            return try await suggestion(now)
        } catch {
            // A version and a build number name a build by themselves.
            guard let version, let build else { throw error }
            return TagSuggestion(version: version, time: now, build: build, commit: nil)
        }
    }

    private func suggestion(_ now: Timestamp) async throws -> TagSuggestion {
        let sources = try GitRepository(
            directory: directory,
            surroundings: Surroundings.current,
            advice: "Give --version and --build, which need no git, or the right directory."
        )
        let commit = try await sources.head()
        let isDirty = try await sources.isDirty()
        var found = version
        if found == nil { found = try await sources.version(.ofNearestTag) }
        var suggestion = TagSuggestion(
            version: found ?? TagSuggestion.versionOfNone,
            time: isDirty ? now : commit.time,
            build: build,
            commit: commit,
            isDirty: isDirty
        )
        if found == nil {
            let reason =
                try await sources.isShallow()
                ? "the clone is shallow and knows no tag like v1.4.2 (`git fetch --unshallow --tags` gets them)"
                : "the commit descends from no tag like v1.4.2"
            suggestion.remarks.append(
                "\(reason), so the version is \(TagSuggestion.versionOfNone); --version gives another"
            )
        }
        return suggestion
    }
}
