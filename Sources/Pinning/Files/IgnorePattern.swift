// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A line of a `.gitignore`.
struct IgnorePattern: Sendable {
    /// What becomes of paths that the pattern matches.
    enum Effect: Sendable {
        case ignore
        case keep
    }

    /// The most bytes of a pattern; longer ones match nothing, as no path is so long.
    static let maximumLength = 4096

    let effect: Effect
    private let isForDirectories: Bool
    private let scope: PathGlob.Scope
    private let glob: PathGlob

    /// Reads a line without its end; nil when there is no pattern in it.
    init?(line: ArraySlice<UInt8>) {
        var text = Self.withoutTrailingSpaces(line)
        guard let first = text.first, first != UInt8(ascii: "#"), text.count <= Self.maximumLength else { return nil }
        self.effect = first == UInt8(ascii: "!") ? .keep : .ignore
        if effect == .keep { text = text.dropFirst() }
        self.isForDirectories = text.last == UInt8(ascii: "/")
        if isForDirectories { text = text.dropLast() }
        self.scope = text.contains(UInt8(ascii: "/")) ? .path : .name
        if scope == .path, text.first == UInt8(ascii: "/") { text = text.dropFirst() }
        self.glob = PathGlob(text, scope: scope)
    }

    /// Tells whether the pattern is about a path.
    ///
    /// - Parameters:
    ///   - path: The path below the directory of the `.gitignore`.
    ///   - name: The last part of the path.
    ///   - isDirectory: Whether there is a directory.
    /// - Returns: Whether the effect is to be had.
    func matches(path: ArraySlice<UInt8>, name: ArraySlice<UInt8>, isDirectory: Bool) -> Bool {
        guard isDirectory || !isForDirectories else { return false }
        return glob.matches(scope == .path ? path : name)
    }

    /// All patterns of a file, in order.
    static func all(in bytes: [UInt8]) -> [IgnorePattern] {
        let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...]
        return text.split(separator: UInt8(ascii: "\n")).compactMap { line in
            IgnorePattern(line: line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        }
    }
}

extension IgnorePattern {
    /// Takes spaces from the end, but for one that a backslash protects.
    private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == UInt8(ascii: "\\") {
                index = min(index + 2, line.endIndex)
                end = index
            } else {
                index += 1
                if line[index - 1] != UInt8(ascii: " ") { end = index }
            }
        }
        return line[..<end]
    }
}
