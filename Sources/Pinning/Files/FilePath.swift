// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What can be said of paths without looking at the disk.
enum FilePath {
    /// The path as bytes: two names that people cannot tell apart are different files.
    typealias Key = [UInt8]

    static func key(_ path: String) -> Key { Array(path.utf8) }

    /// Tells whether one path comes before another, by their bytes.
    static func precedes(_ first: String, _ second: String) -> Bool {
        first.utf8.lexicographicallyPrecedes(second.utf8)
    }

    /// A path without `.`, empty parts and a slash at its end; `..` stays, as a link may stand before it.
    static func tidied(_ path: String) -> String {
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
        let text = parts.joined(separator: "/")
        return path.utf8.first == UInt8(ascii: "/") ? "/" + text : text
    }

    /// A tidied path, seen from a directory.
    static func absolute(_ path: String, from directory: String) -> String {
        path.utf8.first == UInt8(ascii: "/") ? tidied(path) : tidied(directory + "/" + path)
    }

    static func appending(_ name: String, to path: String) -> String {
        if name.isEmpty || path.isEmpty { return path + name }
        return path == "/" ? "/" + name : "\(path)/\(name)"
    }

    /// The directory in which a path lies; that of `/` is itself.
    static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last part of a path.
    static func name(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    /// The path below a directory: empty for the directory itself, nil when the path lies elsewhere or may do so by `..`.
    static func path(_ path: String, below directory: String) -> String? {
        let rest: Substring.UTF8View
        if directory == "/" {
            rest = path.utf8.dropFirst()
        } else {
            guard path.utf8.starts(with: directory.utf8) else { return nil }
            rest = path.utf8.dropFirst(directory.utf8.count)
            guard rest.isEmpty || rest.first == UInt8(ascii: "/") else { return nil }
        }
        let below = rest.first == UInt8(ascii: "/") ? rest.dropFirst() : rest
        guard !below.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual("..".utf8) }) else {
            return nil
        }
        return String(Substring(below))
    }
}
