// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning
import Policy

/// The references of the files that a command names, with what the options say of them.
struct ReferenceTree {
    /// What was found.
    let scan: TreeScan
    /// What a team agreed on.
    let policy: PinPolicy
    private let excluded: [ReferenceGlob]

    /// Looks through files.
    ///
    /// - Parameters:
    ///   - paths: Files and directories; `-` alone for the standard input.
    ///   - options: Which references are meant.
    ///   - policy: What a team agreed on.
    ///   - excludedDirectory: A directory that is not looked into.
    /// - Throws: An error when a file that is named cannot be read.
    init(_ paths: [String], _ options: TreeOptions, policy: PinPolicy, excludedDirectory: String? = nil) throws {
        self.policy = policy
        self.excluded = options.exclude + policy.exclude
        var reading = TreeScan.Options()
        reading.kind = options.kind
        reading.fields = policy.fields.map { FieldRule(apiVersion: $0.apiVersion, kind: $0.kind, path: $0.path) }
        reading.variables = policy.variables
        reading.excludedDirectory = excludedDirectory
        let surroundings = Surroundings.current
        if paths == ["-"] {
            guard let kind = options.kind else {
                throw CommandFailure(
                    .usage,
                    "what comes by the standard input has no name that tells what it is",
                    advice: "Say --as KIND: \(TreeOptions.kinds.joined(separator: ", "))."
                )
            }
            let bytes = try surroundings.input.read(SourceText.maximumInputSize)
            self.scan = try TreeScan.scan(standardInput: bytes, as: kind, options: reading)
        } else {
            guard !paths.contains("-") else {
                throw CommandFailure(.usage, "the standard input (-) goes alone, not with other files")
            }
            self.scan = try TreeScan.scan(
                paths,
                workingDirectory: surroundings.workingDirectory,
                options: reading
            )
        }
        if let unread = scan.unread.first(where: { $0.isNamed && $0.error.code != .unsupported }) {
            throw unread.error.failure
        }
    }

    /// Tells whether a reference is left alone.
    func isExcluded(_ found: FoundReference) -> Bool {
        excluded.contains { $0.matches(written: found.written, normalized: found.reference) }
    }

    /// The references that are meant to be followed: those of command lines, caches and the excluded ones are not.
    var followed: [FoundReference] {
        scan.references.filter { $0.option == nil && !isExcluded($0) }
    }

    /// A reference's place, as editors open it.
    func place(of found: FoundReference) -> String {
        let position = scan.position(of: found)
        return "\(found.path):\(position.line):\(position.column)"
    }

    /// Whether files that should be readable are not.
    var hasUnread: Bool { scan.unread.contains { $0.error.code != .unsupported } }

    /// The files that could not be read, each as something that could not be judged.
    var unread: [JudgedReference] {
        scan.unread.filter { $0.error.code != .unsupported }.map { unread in
            JudgedReference(
                found: FoundReference(
                    path: unread.path,
                    span: 0..<0,
                    written: "",
                    role: .file,
                    meaning: .unknown(unread.error.message)
                ),
                position: SourcePosition(line: 1, column: 1),
                status: .unresolved,
                message: Self.sentence(unread.error)
            )
        }
    }

    /// Says which files are passed over, as they are templates or git ignores them.
    func tellTemplates(on console: Console) throws {
        if scan.ignored > 0 {
            let files = Quantity.count(scan.ignored, "file")
            try console.talk("\(files) not looked at, as git ignores them; name a file to have it read")
        }
        for unread in scan.unread where unread.error.code == .unsupported {
            try console.talk("\(unread.path): \(Self.sentence(unread.error))")
        }
    }

    /// Says which files could not be read, and why.
    func tellUnread(on console: Console) throws {
        try tellTemplates(on: console)
        for unread in unread { try console.complain("\(unread.found.path): \(unread.message ?? "")") }
    }

    private static func sentence(_ error: PinningError) -> String {
        error.message + (error.advice.map { "; \($0)" } ?? "")
    }
}
