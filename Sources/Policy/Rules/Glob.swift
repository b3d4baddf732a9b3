// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A pattern over names: repository names, tags, or paths inside an image.
///
/// `*` stands for any text within one path element, `?` for one character of it, and `**` for any text, slashes
/// included. `**/` at the start of an element also stands for nothing, so `**/app` matches `app` and `x/y/app`, and
/// `ci/**` matches `ci/a` and `ci/a/b` but not `ci`. Everything else stands for itself.
///
/// A match costs at most the product of both lengths, whatever the pattern.
public struct Glob: Sendable {
    /// The most bytes a pattern may have.
    public static let maximumLength = 256

    /// What a pattern is matched against, which decides what it may hold.
    public enum Subject: Sendable {
        /// A repository name or a tag.
        case name
        /// A repository name: lower case, elements divided by single slashes.
        case repository
        /// A tag: no slashes.
        case tag
        /// A path inside an image, which may hold any printable character.
        case path
        /// A reference: host, repository, tag and digest, or the beginning of these.
        case reference
    }

    /// The pattern as written.
    public let pattern: String

    private let tokens: [Token]
    private let shape: Shape

    /// Creates a glob from its text.
    ///
    /// - Throws: ``GlobError`` when the pattern is empty, too long, or can never match its subject.
    public init(_ pattern: String, over subject: Subject = .name) throws(GlobError) {
        guard !pattern.isEmpty else { throw .empty }
        guard pattern.utf8.count <= Self.maximumLength else { throw .tooLong(maximum: Self.maximumLength) }
        try subject.check(pattern)
        self.pattern = pattern
        self.tokens = Self.tokens(of: pattern)
        if pattern.utf8.allSatisfy({ $0 == UInt8(ascii: "*") }) {
            self.shape = pattern.utf8.count > 1 ? .everything : .oneElement
        } else {
            self.shape = pattern.utf8.contains { Self.isWildcard($0) } ? .wildcards : .exact
        }
    }

    /// Tells whether the pattern describes the whole text.
    public func matches(_ text: some StringProtocol) -> Bool {
        switch shape {
        case .everything: true
        case .oneElement: !text.utf8.contains(UInt8(ascii: "/"))
        case .exact: text.utf8.elementsEqual(pattern.utf8)
        case .wildcards: matchesByTokens(text)
        }
    }
}

extension Glob: Hashable {
    /// Two globs are equal when their patterns are.
    public static func == (left: Glob, right: Glob) -> Bool { left.pattern == right.pattern }

    /// Hashes the pattern.
    public func hash(into hasher: inout Hasher) { hasher.combine(pattern) }
}

extension Glob: CustomStringConvertible {
    /// The pattern as written.
    public var description: String { pattern }
}

// MARK: Matching

extension Glob {
    /// Patterns that need no automaton, which are most of those in use.
    private enum Shape {
        case everything
        case oneElement
        case exact
        case wildcards
    }

    private enum Token {
        case character(Unicode.Scalar)
        /// `?`
        case one
        /// `*`
        case withinElement
        /// `**`
        case across
        /// `**/` at the start of an element: here an element begins …
        case wholeElements
        /// … and here one is being read.
        case insideElement
    }

    private static func isWildcard(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }

    private static func tokens(of pattern: String) -> [Token] {
        var tokens: [Token] = []
        var rest = pattern.unicodeScalars[...]
        var startsElement = true
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*" where rest.first == "*":
                rest = rest.drop { $0 == "*" }
                if startsElement, rest.first == "/" {
                    rest.removeFirst()
                    tokens += [.wholeElements, .insideElement]
                    continue
                }
                tokens.append(.across)
            case "*": tokens.append(.withinElement)
            case "?": tokens.append(.one)
            default: tokens.append(.character(scalar))
            }
            startsElement = scalar == "/"
        }
        return tokens
    }

    /// Runs all ways to match side by side: `reached[n]` says that the text so far may end before token `n`.
    private func matchesByTokens(_ text: some StringProtocol) -> Bool {
        var reached = [Bool](repeating: false, count: tokens.count + 1)
        reached[0] = true
        skipEmptyTokens(&reached)
        var next = reached
        for scalar in text.unicodeScalars {
            for state in next.indices { next[state] = false }
            var isAlive = false
            for (index, token) in tokens.enumerated() where reached[index] {
                guard let target = Self.target(of: token, at: index, reading: scalar) else { continue }
                next[target] = true
                isAlive = true
            }
            guard isAlive else { return false }
            skipEmptyTokens(&next)
            swap(&reached, &next)
        }
        return reached[tokens.count]
    }

    private static func target(of token: Token, at index: Int, reading scalar: Unicode.Scalar) -> Int? {
        switch token {
        case .character(let expected): scalar == expected ? index + 1 : nil
        case .one: scalar == "/" ? nil : index + 1
        case .withinElement: scalar == "/" ? nil : index
        case .across: index
        case .wholeElements: scalar == "/" ? index : index + 1
        case .insideElement: scalar == "/" ? index - 1 : index
        }
    }

    private func skipEmptyTokens(_ reached: inout [Bool]) {
        for (index, token) in tokens.enumerated() where reached[index] {
            switch token {
            case .withinElement, .across: reached[index + 1] = true
            case .wholeElements: reached[index + 2] = true
            case .character, .one, .insideElement: break
            }
        }
    }
}
