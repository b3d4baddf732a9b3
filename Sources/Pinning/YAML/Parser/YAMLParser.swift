// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Makes trees of the tokens of a YAML file.
struct YAMLParser {
    var scanner: YAMLScanner
    /// What the anchors of the document stand for so far.
    var anchors: [String: YAMLNode] = [:]
    /// The anchors of the collections that are being read.
    var open: [String] = []
    /// With what the tags of the document may begin.
    var handles: Set<String> = []
    /// How many nodes were made of the document.
    var count = 0
    /// How many nodes were made of the documents before it.
    var earlier = 0
    /// Where the flow collection that was read last ends.
    var flowEnd = 0
    /// The aliases of all documents.
    var aliases: [YAMLNode] = []

    init(_ bytes: [UInt8]) {
        scanner = YAMLScanner(bytes)
    }

    /// Reads all documents.
    mutating func parse() throws(PinningError) -> [YAMLNode] {
        var documents: [YAMLNode] = []
        while try scanner.peek().kind != .streamEnd {
            let token = try scanner.peek()
            anchors = [:]
            earlier += count
            count = 0
            handles = ["!", "!!"]
            switch token.kind {
            case .versionDirective, .tagDirective, .documentStart:
                documents.append(try parseExplicitDocument())
            default:
                guard documents.isEmpty else {
                    throw scanner.malformed("a document does not begin here", at: token.span.lowerBound)
                }
                documents.append(try parseNode(.block, depth: 0))
            }
            while try scanner.peek().kind == .documentEnd { scanner.skip() }
        }
        return documents
    }

    private mutating func parseExplicitDocument() throws(PinningError) -> YAMLNode {
        try parseDirectives()
        let token = try scanner.peek()
        guard token.kind == .documentStart else {
            throw scanner.malformed("no \"---\" follows the directives", at: token.span.lowerBound)
        }
        scanner.skip()
        let next = try scanner.peek()
        switch next.kind {
        case .versionDirective, .tagDirective, .documentStart, .documentEnd, .streamEnd:
            return try empty(at: token.span.upperBound)
        default: return try parseNode(.block, depth: 0)
        }
    }

    private mutating func parseDirectives() throws(PinningError) {
        var named: Set<String> = []
        var hasVersion = false
        while true {
            let token = try scanner.peek()
            switch token.kind {
            case .versionDirective:
                guard !hasVersion else { throw scanner.malformed("%YAML stands twice", at: token.span.lowerBound) }
                hasVersion = true
            case .tagDirective:
                guard case .handle(let handle) = token.content, named.insert(handle).inserted else {
                    throw scanner.malformed("%TAG stands twice for a handle", at: token.span.lowerBound)
                }
            default:
                handles.formUnion(named)
                return
            }
            scanner.skip()
        }
    }
}
