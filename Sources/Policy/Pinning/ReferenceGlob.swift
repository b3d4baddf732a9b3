// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A pattern over image references, such as `nginx*`, `docker.io/library/nginx:*` or `*/dev/*`.
///
/// It describes a reference as it is written or with everything said that it leaves to custom. Digests count only where
/// the pattern names one, and a pattern without tag covers all tags. Wildcards are those of ``Glob``: `*` ends at a slash.
public struct ReferenceGlob: Hashable, Sendable {
    private let glob: Glob

    /// Creates a pattern from its text.
    ///
    /// - Throws: ``GlobError`` when the pattern is empty, too long, or can never match a reference.
    public init(_ pattern: String) throws(GlobError) {
        self.glob = try Glob(pattern, over: .reference)
    }

    /// The pattern as written.
    public var pattern: String { glob.pattern }

    /// Tells whether the pattern describes a reference.
    ///
    /// - Parameters:
    ///   - written: The reference as the file has it.
    ///   - normalized: The reference as it resolves, with host and tag; nil when it is not known.
    /// - Returns: Whether one of the two matches.
    public func matches(written: String, normalized: Reference?) -> Bool {
        if Self.parts(of: written).contains(where: { glob.matches($0) }) { return true }
        guard let normalized else { return false }
        return Self.parts(of: normalized.normalized().description).contains { glob.matches($0) }
    }

    /// The text of a reference, without its digest, and without its tag.
    private static func parts(of text: String) -> [Substring] {
        let named = text.prefix { $0 != "@" }
        let slash = named.lastIndex(of: "/") ?? named.startIndex
        guard let colon = named[slash...].lastIndex(of: ":") else { return [text[...], named] }
        return [text[...], named, named[..<colon]]
    }
}

extension ReferenceGlob: CustomStringConvertible {
    /// The pattern as written.
    public var description: String { pattern }
}
