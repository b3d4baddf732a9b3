// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Which paths of a repository git ignores, at one place of it.
///
/// What git knows besides the repository, such as the user's own `core.excludesFile`, is not read: the answer is the same
/// for everybody. A file that is in git although a pattern ignores it counts as ignored.
struct IgnoreRules: Sendable {
    private struct Level: Sendable {
        /// How many bytes of a path name the directory of the patterns, the slash included.
        var prefix: Int
        var patterns: [IgnorePattern]
    }

    /// The rules of outer directories come first.
    private var levels: [Level] = []

    /// Adds the rules of a directory, which win over those before.
    ///
    /// - Parameters:
    ///   - bytes: The file that holds them.
    ///   - directory: The directory's path below the repository's root, empty for the root.
    mutating func add(_ bytes: [UInt8], directory: [UInt8]) {
        let patterns = IgnorePattern.all(in: bytes)
        guard !patterns.isEmpty else { return }
        levels.append(Level(prefix: directory.isEmpty ? 0 : directory.count + 1, patterns: patterns))
    }

    /// Tells whether a path is ignored, if its directory is not.
    ///
    /// - Parameters:
    ///   - path: The path below the repository's root.
    ///   - isDirectory: Whether there is a directory.
    /// - Returns: Whether the rules say so.
    func ignores(_ path: [UInt8], isDirectory: Bool) -> Bool {
        guard !levels.isEmpty else { return false }
        let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
        for level in levels.reversed() {
            let below = path[level.prefix...]
            if let last = level.patterns.last(where: { $0.matches(path: below, name: name, isDirectory: isDirectory) })
            {
                return last.effect == .ignore
            }
        }
        return false
    }
}
