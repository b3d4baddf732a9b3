// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Glibc
import OCIModel
import Pinning
import Policy

/// The options that say which references of which files are meant.
struct TreeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Leave the references alone that match, as written or in full. Can be repeated.",
            valueName: "ref-glob"
        ),
        transform: TreeOptions.glob
    )
    var exclude: [ReferenceGlob] = []

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("What the named files are, when their names do not tell.", valueName: "kind"),
        completion: .list(TreeOptions.kinds),
        transform: TreeOptions.kind
    )
    var kind: FileKind?

    @Option(
        help: ArgumentHelp(
            "The lock. Else holdfast.lock in the directory that is named, else in the working directory.",
            valueName: "file"
        )
    )
    var lockfile: String?

    init() {}

    /// Reads the lock for files that are named.
    ///
    /// - Parameter paths: The files and directories.
    /// - Returns: The lock; nil when there is none.
    /// - Throws: ``CommandFailure`` when it is named and not there, or cannot be read, or holds what no log signed.
    func readLock(for paths: [String]) throws -> LockFile? {
        let path = lockPath(for: paths)
        guard lockfile != nil || access(path, F_OK) == 0 else { return nil }
        let lock = try LockFile(parsing: try ArgumentFile.read(path, limit: LockFile.maximumSize), path: path)
        _ = try LockedLogs(of: lock, at: path)
        return lock
    }

    /// The states of logs that a lock for files that are named holds.
    func lockedLogs(of lock: LockFile?, for paths: [String]) throws(CommandFailure) -> LockedLogs {
        guard let lock else { return .none }
        return try LockedLogs(of: lock, at: lockPath(for: paths))
    }

    /// Tells whether the files that are named are all that the lock is about: its directory, or one above.
    func coversLock(_ paths: [String]) -> Bool {
        let surroundings = Surroundings.current
        let lock = surroundings.absolute(lockPath(for: paths))
        return paths.contains { path in
            let path = surroundings.absolute(path)
            return ArgumentFile.isDirectory(path) && lock.hasPrefix(path.hasSuffix("/") ? path : "\(path)/")
        }
    }

    /// Where the lock for files that are named is, or would be.
    func lockPath(for paths: [String]) -> String {
        let surroundings = Surroundings.current
        if let lockfile { return surroundings.absolute(lockfile) }
        if paths.count == 1, let path = paths.first, ArgumentFile.isDirectory(surroundings.absolute(path)) {
            return "\(surroundings.absolute(path))/\(LockFile.name)"
        }
        return surroundings.absolute(LockFile.name)
    }
}

/// The option that names what a team agreed on for references.
struct PolicyOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A policy: which fields hold images, what is left alone, how old and how named an image has to be.",
            valueName: "file"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var policy: String?

    init() {}
}

extension PinPolicy {
    /// Reads the policy that an option names; one that allows everything without.
    static func named(_ path: String?) throws -> PinPolicy {
        guard let path else { return PinPolicy() }
        return try PinPolicy.load(path: Surroundings.current.absolute(path))
    }
}

extension TreeOptions {
    @Sendable private static func glob(_ text: String) throws -> ReferenceGlob {
        do {
            return try ReferenceGlob(text)
        } catch {
            throw ValidationError("--exclude \(VisibleText.line(text)): \(error)")
        }
    }

    /// The kinds of files that can be named.
    static let kinds = FileKind.allCases.filter { $0 != .environment }.map(\.rawValue)

    @Sendable private static func kind(_ text: String) throws -> FileKind {
        guard let kind = FileKind(rawValue: text), kind != .environment else {
            throw ValidationError(
                "--as \(VisibleText.line(text)) is no kind; there are \(kinds.joined(separator: ", "))."
            )
        }
        return kind
    }
}
