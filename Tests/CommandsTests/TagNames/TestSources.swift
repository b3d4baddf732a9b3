// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import Testing

/// A git repository of one or two commits whose times a test says.
enum TestSources {
    static let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
    /// 2026-11-20 15:30:00 UTC.
    static let time = 1_795_188_600

    /// Makes a repository in a directory; each tag stands at the commit of that number, from 1.
    static func make(in path: String, tags: [String: Int] = [:], commits: Int = 1) throws {
        var stream = ""
        for number in 1...commits {
            stream += """
                commit refs/heads/main
                mark :\(number)
                committer Test <test@example.com> \(time + (number - 1) * 60) +0200
                data 1
                x
                M 100644 inline file
                data 1
                \(number)

                """
        }
        for (tag, number) in tags { stream += "reset refs/tags/\(tag)\nfrom :\(number)\n\n" }
        try git(["init", "-q", "-b", "main", path])
        try git(["-C", path, "fast-import", "--quiet"], input: stream)
        try git(["-C", path, "reset", "-q", "--hard", "main"])
    }

    @discardableResult
    static func git(_ arguments: [String], input: String = "") throws -> String {
        let process = ChildProcess(path: "/usr/bin/git", arguments: arguments)
        let outcome = process.run(input: input, outputLimit: 1 << 16, timeLimit: .seconds(60))
        guard case .exited(0, let output) = outcome else {
            Issue.record("git \(arguments.joined(separator: " ")): \(outcome)")
            return ""
        }
        return String(decoding: output, as: UTF8.self)
    }

    static func head(of path: String) throws -> String {
        try git(["-C", path, "rev-parse", "HEAD"]).split(separator: "\n").first.map(String.init) ?? ""
    }
}
