// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A pattern of a `.gitignore`, as git's `wildmatch` reads it.
///
/// Matching costs the length of the pattern times that of the path, whatever the pattern: there is no backtracking.
struct PathGlob: Sendable {
    /// Whether wildcards may stand for a slash.
    enum Scope {
        /// The pattern is for names, in which there is no slash.
        case name
        /// The pattern is for paths: only `**` crosses slashes.
        case path
    }

    private enum Strategy: Sendable {
        case literal([UInt8])
        case suffix([UInt8])
        case pieces([Piece])
        /// The pattern is malformed; git lets such match nothing.
        case nothing
    }

    private enum Piece: Sendable {
        case byte(UInt8)
        case set(ByteSet)
        /// Any number of bytes but slashes.
        case star
        /// Any number of bytes.
        case anything
        /// What follows may begin here, or after any number of directories, which the next piece skips.
        case directories
        /// Bytes up to a slash, and any number of further directories.
        case skippedDirectories
    }

    private let strategy: Strategy

    init(_ pattern: ArraySlice<UInt8>, scope: Scope) {
        let pattern = Array(pattern)
        if !pattern.contains(where: Self.isSpecial) {
            self.strategy = .literal(pattern)
        } else if scope == .name, pattern.first == UInt8(ascii: "*"),
            !pattern.dropFirst().contains(where: Self.isSpecial)
        {
            self.strategy = .suffix(Array(pattern.dropFirst()))
        } else {
            self.strategy = Self.pieces(of: pattern, scope: scope).map(Strategy.pieces) ?? .nothing
        }
    }

    /// Tells whether the pattern matches the whole text.
    func matches(_ text: ArraySlice<UInt8>) -> Bool {
        switch strategy {
        case .literal(let bytes): text.count == bytes.count && text.elementsEqual(bytes)
        case .suffix(let bytes): text.count >= bytes.count && text.suffix(bytes.count).elementsEqual(bytes)
        case .pieces(let pieces): Self.matches(pieces, text)
        case .nothing: false
        }
    }
}

extension PathGlob {
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
            || byte == UInt8(ascii: "\\")
    }

    /// Follows all ways through the pattern at once.
    private static func matches(_ pieces: [Piece], _ text: ArraySlice<UInt8>) -> Bool {
        var now = [Bool](repeating: false, count: pieces.count + 2)
        var next = now
        now[0] = true
        for byte in text {
            var isAlive = false
            for index in 0...pieces.count { next[index] = false }
            for (index, piece) in pieces.enumerated() where now[index] {
                isAlive = true
                switch piece {
                case .byte(let wanted):
                    if byte == wanted { next[index + 1] = true }
                case .set(let set):
                    if set.contains(byte) { next[index + 1] = true }
                case .star:
                    now[index + 1] = true
                    if byte != UInt8(ascii: "/") { next[index] = true }
                case .anything:
                    now[index + 1] = true
                    next[index] = true
                case .directories:
                    now[index + 1] = true
                    now[index + 2] = true
                case .skippedDirectories:
                    next[index] = true
                    if byte == UInt8(ascii: "/") { next[index + 1] = true }
                }
            }
            guard isAlive else { return false }
            swap(&now, &next)
        }
        for (index, piece) in pieces.enumerated() where now[index] {
            switch piece {
            case .star, .anything: now[index + 1] = true
            case .directories: now[index + 2] = true
            case .byte, .set, .skippedDirectories: break
            }
        }
        return now[pieces.count]
    }
}

extension PathGlob {
    private static func pieces(of pattern: [UInt8], scope: Scope) -> [Piece]? {
        // git compares the text before the first wildcard apart, and takes what follows it for the beginning.
        let beginning = pattern.firstIndex(where: isSpecial) ?? pattern.count
        var pieces: [Piece] = []
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case UInt8(ascii: "\\"):
                guard index + 1 < pattern.count else { return nil }
                pieces.append(.byte(pattern[index + 1]))
                index += 2
            case UInt8(ascii: "?"):
                pieces.append(.set(scope == .path ? ByteSet.all.without(UInt8(ascii: "/")) : .all))
                index += 1
            case UInt8(ascii: "["):
                guard let (set, end) = ByteSet.parsing(pattern, from: index) else { return nil }
                pieces.append(.set(scope == .path ? set.without(UInt8(ascii: "/")) : set))
                index = end
            case UInt8(ascii: "*"):
                let end = pattern[index...].firstIndex { $0 != UInt8(ascii: "*") } ?? pattern.count
                let isAfterSlash = index == beginning || index > 0 && pattern[index - 1] == UInt8(ascii: "/")
                switch scope == .path && end - index > 1 && isAfterSlash ? Self.ending(pattern[end...]) : .other {
                case .slash:
                    pieces += [.directories, .skippedDirectories]
                    index = end + 1
                case .end:
                    pieces.append(.anything)
                    index = end
                case .other:
                    pieces.append(scope == .path ? .star : .anything)
                    index = end
                }
            default:
                pieces.append(.byte(pattern[index]))
                index += 1
            }
        }
        return pieces
    }

    /// What follows asterisks.
    private enum Ending {
        case slash
        case end
        case other
    }

    private static func ending(_ rest: ArraySlice<UInt8>) -> Ending {
        if rest.isEmpty || rest.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "/")]) { return .end }
        return rest.first == UInt8(ascii: "/") ? .slash : .other
    }
}
