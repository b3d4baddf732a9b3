// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Files whose digests garbage collection keeps: locks, and lists of what runs.
public struct KeptFiles: Hashable, Sendable {
    /// The files that one entry of `keep-locks` names.
    public struct Pattern: Hashable, Sendable {
        /// The entry as written.
        public let text: String
        /// The directory that the entry leads to before its first wildcard.
        public let directory: String
        /// What the paths of the files are from there on.
        public let glob: Glob
        /// The most elements such a path can have; nil: any number.
        public let depth: Int?

        /// Tells whether the entry names one file, rather than all that look alike.
        public var isExact: Bool { !glob.pattern.contains { "*?".contains($0) } }
    }

    /// The most entries.
    public static let maximumCount = 100

    /// The entries, at least one.
    public let patterns: [Pattern]
}

extension KeptFiles.Pattern {
    /// Reads an entry.
    ///
    /// - Parameters:
    ///   - text: A path with wildcards, such as `locks/**/holdfast.lock`.
    ///   - resolve: Makes a path that is not absolute one that leads to its file.
    /// - Throws: ``KeptFilesError``.
    init(_ text: String, resolve: (String) -> String) throws(KeptFilesError) {
        guard !text.hasPrefix("~") else { throw .home }
        var path = text[...]
        while path.hasPrefix("./") { path = path.dropFirst(2) }
        let isAbsolute = path.hasPrefix("/")
        let elements = (isAbsolute ? path.dropFirst() : path).split(separator: "/", omittingEmptySubsequences: false)
        guard elements.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { throw .element }
        let fixed = elements.dropLast().prefix { !$0.contains { "*?".contains($0) } }
        let rest = elements[fixed.endIndex...]
        do throws(GlobError) {
            self.glob = try Glob(rest.joined(separator: "/"), over: .path)
        } catch {
            throw .glob(error)
        }
        self.text = text
        let directory = fixed.joined(separator: "/")
        if isAbsolute {
            self.directory = "/\(directory)"
        } else {
            let resolved = resolve(directory)
            let hasSlash = resolved.count > 1 && resolved.hasSuffix("/")
            self.directory = resolved.isEmpty ? "." : hasSlash ? String(resolved.dropLast()) : resolved
        }
        self.depth = rest.contains { $0.contains("**") } ? nil : rest.count
    }
}

/// Why text names no files to keep the digests of.
enum KeptFilesError: Error, Hashable {
    case home
    case element
    case glob(GlobError)
}

extension KeptFilesError: CustomStringConvertible {
    var description: String {
        switch self {
        case .home: "~ is not replaced by a home directory here; write the path out"
        case .element: "it must be the path of a file, without \"..\", and without a slash at the end or two in a row"
        case .glob(let error): "\(error)"
        }
    }
}
