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

    /// Variables that lead git to another repository than that of the directory, as they are set for its hooks.
    private static let misleading: Set<String> = [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
    ]

    private let program: String
    private let directory: String
    private let advice: String

    /// Finds git; whether the directory holds sources is found out by the first question.
    ///
    /// - Parameters:
    ///   - directory: Where the sources lie.
    ///   - surroundings: Where git is looked for.
    ///   - advice: What to do where git tells nothing.
    /// - Throws: ``CommandFailure`` when there is no git.
    init(directory: String, surroundings: Surroundings, advice: String) throws(CommandFailure) {
        let directories = (surroundings.variable("PATH") ?? "/usr/bin:/bin").split(separator: ":")
        // An entry that is relative would run whatever lies in a directory that somebody happens to be in.
        let programs: [String] = directories.filter { $0.hasPrefix("/") }.map { "\($0)/git" }
        guard let program = programs.first(where: { access($0, X_OK) == 0 }) else {
            throw CommandFailure(.usage, "git is not on the PATH", advice: advice)
        }
        self.advice = advice
        self.program = program
        self.directory = surroundings.absolute(directory)
    }

    /// The commit that is checked out.
    func head() async throws -> GitCommit {
        // The one format that no setting changes: two numbers and nothing else.
        guard let line = try await line(["log", "-1", "--no-show-signature", "--format=%H %ct", "HEAD", "--"]),
            let commit = GitCommit(line)
        else {
            throw CommandFailure(
                .usage,
                "\(directory) is no git repository with a commit that git would read",
                cause: .own("`git -C \(directory) log -1` says why"),
                advice: advice
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

    /// Whether git has only the newest part of the history.
    func isShallow() async throws -> Bool { try await line(["rev-parse", "--is-shallow-repository"]) == "true" }

    /// The version by the tags that look like one, with or without a leading v; nil when there is none.
    ///
    /// Of several tags at the nearest commit that has one the highest with three numbers counts: others move along.
    func version(_ form: VersionForm) async throws -> String? {
        let question = ["describe", "--tags", "--long", "--match", "v[0-9]*", "--match", "[0-9]*", "HEAD"]
        guard let text = try await line(question) else { return nil }
        // The tag, how many commits ago it was, and the commit; tags may have more hyphens.
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3 else { return nil }
        let nearest = parts.dropLast(2).joined(separator: "-")
        let tags = try await lines(["tag", "--points-at", "refs/tags/\(nearest)^{commit}"]) ?? []
        let best = tags.compactMap { VersionTag($0) }.max()
        let version = best?.version ?? (nearest.hasPrefix("v") ? String(nearest.dropFirst()) : nearest)
        guard form == .ofCommit, parts[parts.count - 2] != "0" else { return version }
        return "\(version)-\(parts.suffix(2).joined(separator: "-"))"
    }

    /// Where the sources were got from, without a login; nil when that is nowhere, or a place on this machine.
    func origin() async throws -> String? {
        try await line(["config", "--get", "remote.origin.url"]).flatMap { SourceAddress($0)?.text }
    }

    /// The first line of an answer; nil when git answers with a failure.
    private func line(_ question: [String]) async throws -> String? { try await lines(question)?.first }

    /// The lines of an answer; nil when git answers with a failure.
    private func lines(_ question: [String]) async throws -> [String]? {
        switch try await run(question) {
        case .exited(0, let output):
            guard let text = String(validating: output, as: UTF8.self) else { return nil }
            return text.split(separator: "\n").map(String.init)
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
        let process = ChildProcess(
            path: program,
            arguments: ["-C", directory] + Self.defences + question,
            withoutVariables: Self.misleading
        )
        return try await NIOThreadPool.singleton.runIfActive {
            process.run(input: "", outputLimit: Self.outputLimit, timeLimit: Self.timeLimit)
        }
    }
}
