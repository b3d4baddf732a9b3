// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLParser {
    mutating func parseFlowSequence(at start: Int, depth: Int) throws(PinningError) -> (YAMLNode.Content, Range<Int>) {
        try checkDepth(depth, at: start)
        scanner.skip()
        var elements: [YAMLNode] = []
        while true {
            if try skipFlowEnd(.flowSequenceEnd) { break }
            if !elements.isEmpty {
                try skipComma(or: "]")
                if try skipFlowEnd(.flowSequenceEnd) { break }
            }
            let token = try scanner.peek()
            if token.kind == .key {
                elements.append(try parsePair(token, depth: depth + 1))
            } else {
                elements.append(try parseNode(.flow, depth: depth + 1))
            }
        }
        return (.sequence(elements), start..<flowEnd)
    }

    mutating func parseFlowMapping(at start: Int, depth: Int) throws(PinningError) -> (YAMLNode.Content, Range<Int>) {
        try checkDepth(depth, at: start)
        scanner.skip()
        var entries: [YAMLEntry] = []
        while true {
            if try skipFlowEnd(.flowMappingEnd) { break }
            if !entries.isEmpty {
                try skipComma(or: "}")
                if try skipFlowEnd(.flowMappingEnd) { break }
            }
            let token = try scanner.peek()
            guard token.kind == .key else {
                let key = try parseNode(.flow, depth: depth + 1)
                entries.append(YAMLEntry(key: key, value: try empty(at: key.span.upperBound)))
                continue
            }
            scanner.skip()
            let key =
                switch try scanner.peek().kind {
                case .value, .flowEntry, .flowMappingEnd: try empty(at: token.span.upperBound)
                default: try parseNode(.flow, depth: depth + 1)
                }
            let value = try parseFlowValue(after: key, end: .flowMappingEnd, depth: depth)
            entries.append(YAMLEntry(key: key, value: value))
        }
        return (.mapping(entries), start..<flowEnd)
    }

    /// Reads a mapping of one entry that stands in a list without braces.
    private mutating func parsePair(_ token: YAMLToken, depth: Int) throws(PinningError) -> YAMLNode {
        try checkDepth(depth, at: token.span.lowerBound)
        scanner.skip()
        let next = try scanner.peek()
        let key: YAMLNode
        switch next.kind {
        case .value, .flowEntry:
            // libyaml takes what follows `?` for the end of the key, so that most of these files are refused.
            scanner.skip()
            key = try empty(at: token.span.upperBound)
        case .flowSequenceEnd: key = try empty(at: token.span.upperBound)
        default: key = try parseNode(.flow, depth: depth + 1)
        }
        let value = try parseFlowValue(after: key, end: .flowSequenceEnd, depth: depth)
        let start = min(token.span.lowerBound, key.span.lowerBound)
        return try node(.mapping([YAMLEntry(key: key, value: value)]), span: start..<value.span.upperBound)
    }

    private mutating func parseFlowValue(
        after key: YAMLNode,
        end: YAMLToken.Kind,
        depth: Int
    ) throws(PinningError) -> YAMLNode {
        let token = try scanner.peek()
        guard token.kind == .value else { return try empty(at: key.span.upperBound) }
        scanner.skip()
        let kind = try scanner.peek().kind
        guard kind != .flowEntry, kind != end else { return try empty(at: token.span.upperBound) }
        return try parseNode(.flow, depth: depth + 1)
    }

    private mutating func skipComma(or end: String) throws(PinningError) {
        let token = try scanner.peek()
        guard token.kind == .flowEntry else {
            throw scanner.malformed("neither \",\" nor \"\(end)\" stands here", at: token.span.lowerBound)
        }
        scanner.skip()
    }

    /// Takes the end of a collection, if it comes next.
    private mutating func skipFlowEnd(_ kind: YAMLToken.Kind) throws(PinningError) -> Bool {
        let token = try scanner.peek()
        guard token.kind == kind else { return false }
        flowEnd = token.span.upperBound
        scanner.skip()
        return true
    }
}
