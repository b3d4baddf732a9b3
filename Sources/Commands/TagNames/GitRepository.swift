// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import NIOPosix
import OCIClient
import OCIModel

/// The sources in a directory, asked through the program `git`.
///
/// Git runs without a shell, within a time, and without what a repository's configuration could make it run for our
/// questions: monitors of files, hooks, pagers, checks of signatures. Filters of contents stay: without them git could not
/// tell what was changed.
struct GitRepository {
    /// How a version is told from tags.
    enum VersionForm {
        /// The version of the newest tag that the commit descends from.
        case ofNearestTag
        /// The same, with the distance behind it when the commit is a later one, such as `1.4.2-3-g1a2b3c4`.
        case ofCommit
    }

    private static let outputLimit = 64 << 10
    private static let timeLimit = Duration.seconds(30)
    private static let defences = [
        "--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
        "-c", "log.showSignature=false",
    ]

    private let program: String
    private let directory: String

    /// Finds git; whether the directory holds sources is found out by the first question.
    init(directory: String, surroundings: Surroundings) throws(CommandFailure) {
        let directories = (surroundings.variable("PATH") ?? "/usr/bin:/bin").split(separator: ":")
        // An entry that is relative would run whatever lies in a directory that somebody happens to be in.
        let programs: [String] = directories.filter { $0.hasPrefix("/") }.map { "\($0)/git" }
        guard let program = programs.first(where: { access($0, X_OK) == 0 }) else {
            throw CommandFailure(.usage, "git is not on the PATH", advice: Self.advice)
        }
        self.program = program
        self.directory = surroundings.absolute(directory)
    }

    /// The commit that is checked out.
    func head() async throws -> GitCommit {
        // The one format that no setting changes: two numbers and nothing else.
        guard let line = try await line(["log", "-1", "--no-show-signature", "--format=%H %ct", "HEAD"]),
            let commit = GitCommit(line)
        else {
            throw CommandFailure(
                .usage,
                "\(directory) is no git repository with a commit that git would read",
                cause: .own("`git -C \(directory) log -1` says why"),
                advice: Self.advice
            )
        }
        return commit
    }

    /// Whether files that git knows have changes that are in no commit; files it does not know do not count.
    func isDirty() async throws -> Bool {
        let question = ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=dirty"]
        switch try await run(question) {
        case .exited(0, let output): return !output.isEmpty
        // So many changes that their list is too long.
        case .tooMuch: return true
        case .exited, .tooLong, .failed:
            throw CommandFailure(
                .usage,
                "git cannot tell whether \(directory) has changes that are in no commit",
                advice: "Run `git -C \(directory) status`, which says why."
            )
        }
    }

    /// The version by the tags that look like one, with or without a leading v; nil when there is none.
    func version(_ form: VersionForm) async throws -> String? {
        var question = ["describe", "--tags", "--match", "v[0-9]*", "--match", "[0-9]*"]
        if form == .ofNearestTag { question.append("--abbrev=0") }
        guard let text = try await line(question + ["HEAD"]), !text.isEmpty else { return nil }
        return text.hasPrefix("v") ? String(text.dropFirst()) : text
    }

    /// Where the sources were got from, without a login; nil when that is nowhere, or a place on this machine.
    func origin() async throws -> String? {
        try await line(["config", "--get", "remote.origin.url"]).flatMap { SourceAddress($0)?.text }
    }

    private static let advice = "Give --version and --build, which need no git, or the right directory."

    /// The first line of an answer; nil when git answers with a failure.
    private func line(_ question: [String]) async throws -> String? {
        switch try await run(question) {
        case .exited(0, let output):
            guard let text = String(validating: output, as: UTF8.self) else { return nil }
            return text.split(separator: "\n").first.map(String.init)
        case .exited: return nil
        case .tooLong:
            throw CommandFailure(.usage, "git took longer than \(Self.timeLimit.components.seconds) s in \(directory)")
        case .tooMuch:
            throw CommandFailure(.usage, "git answered with more than \(Self.outputLimit) bytes in \(directory)")
        case .failed(let reason):
            throw CommandFailure(.usage, "\(program) could not be run", cause: .own(reason))
        }
    }

    private func run(_ question: [String]) async throws -> ChildProcess.Outcome {
        let process = ChildProcess(path: program, arguments: ["-C", directory] + Self.defences + question)
        return try await NIOThreadPool.singleton.runIfActive {
            process.run(input: "", outputLimit: Self.outputLimit, timeLimit: Self.timeLimit)
        }
    }
}
