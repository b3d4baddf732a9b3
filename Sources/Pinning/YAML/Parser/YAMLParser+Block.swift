// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLParser {
    mutating func parseBlockSequence(at start: Int, depth: Int) throws(PinningError) -> (YAMLNode.Content, Range<Int>) {
        try checkDepth(depth, at: start)
        scanner.skip()
        var elements: [YAMLNode] = []
        while true {
            let token = try scanner.peek()
            scanner.skip()
            guard token.kind == .blockEntry else {
                guard token.kind == .blockEnd else {
                    throw scanner.malformed("neither an element of the list nor its end", at: token.span.lowerBound)
                }
                return (.sequence(elements), start..<max(start, elements.last?.span.upperBound ?? start))
            }
            switch try scanner.peek().kind {
            case .blockEntry, .blockEnd: elements.append(try empty(at: token.span.upperBound))
            default: elements.append(try parseNode(.block, depth: depth + 1))
            }
        }
    }

    /// Reads a list whose dashes stand in the column of the key above.
    mutating func parseIndentlessSequence(
        at start: Int,
        depth: Int
    ) throws(PinningError) -> (YAMLNode.Content, Range<Int>) {
        try checkDepth(depth, at: start)
        var elements: [YAMLNode] = []
        while true {
            let token = try scanner.peek()
            guard token.kind == .blockEntry else {
                return (.sequence(elements), start..<max(start, elements.last?.span.upperBound ?? start))
            }
            scanner.skip()
            switch try scanner.peek().kind {
            case .blockEntry, .key, .value, .blockEnd: elements.append(try empty(at: token.span.upperBound))
            default: elements.append(try parseNode(.block, depth: depth + 1))
            }
        }
    }

    mutating func parseBlockMapping(at start: Int, depth: Int) throws(PinningError) -> (YAMLNode.Content, Range<Int>) {
        try checkDepth(depth, at: start)
        scanner.skip()
        var entries: [YAMLEntry] = []
        while true {
            let token = try scanner.peek()
            guard token.kind == .key else {
                // A value without a key cannot come here: the scanner makes a key token of what stands before `:`.
                guard token.kind == .blockEnd else {
                    throw scanner.malformed("neither a key of the mapping nor its end", at: token.span.lowerBound)
                }
                scanner.skip()
                return (.mapping(entries), start..<max(start, entries.last?.value.span.upperBound ?? start))
            }
            scanner.skip()
            let key = try parseBlockPart(after: token, depth: depth)
            let value = try scanner.peek()
            guard value.kind == .value else {
                entries.append(YAMLEntry(key: key, value: try empty(at: key.span.upperBound)))
                continue
            }
            scanner.skip()
            entries.append(YAMLEntry(key: key, value: try parseBlockPart(after: value, depth: depth)))
        }
    }

    /// Reads the key behind `?` or the value behind `:`.
    private mutating func parseBlockPart(after token: YAMLToken, depth: Int) throws(PinningError) -> YAMLNode {
        switch try scanner.peek().kind {
        case .key, .value, .blockEnd: try empty(at: token.span.upperBound)
        default: try parseNode(.blockOrList, depth: depth + 1)
        }
    }

    func checkDepth(_ depth: Int, at offset: Int) throws(PinningError) {
        guard depth < YAMLStream.maximumDepth else { throw YAMLStream.tooDeep(at: offset) }
    }
}
