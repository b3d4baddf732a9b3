// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Paths relative to the directory of the file that was asked about.
enum RelativePath {
    /// Follows a path from a directory; nil for absolute paths and those into a home directory.
    ///
    /// `.` and `..` are worked out, so that two ways to one file have one name. What leads out of the first directory keeps
    /// its `..` in front.
    static func joining(_ directory: String, _ path: String) -> String? {
        guard !path.isEmpty, !path.hasPrefix("/"), !path.hasPrefix("~") else { return nil }
        var parts: [Substring] = []
        for part in directory.split(separator: "/") + path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// The directory of a file; empty for one in the first directory.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[..<slash])
    }
}
