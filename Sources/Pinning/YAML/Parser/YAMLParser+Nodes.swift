// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLParser {
    /// Where a node stands, which decides what may begin there.
    enum Place {
        case block
        /// A value or key in a block, where a list need not be indented.
        case blockOrList
        case flow
    }

    private struct Properties {
        var tag: String?
        var anchor: String?
        var end: Int
    }

    mutating func parseNode(_ place: Place, depth: Int) throws(PinningError) -> YAMLNode {
        let first = try scanner.peek()
        if first.kind == .alias {
            scanner.skip()
            return try alias(first)
        }
        let properties = try parseProperties()
        let token = try scanner.peek()
        if let anchor = properties.anchor { open.append(anchor) }
        let start = token.span.lowerBound
        let content: YAMLNode.Content
        var span = token.span
        switch token.kind {
        case .scalar:
            guard case .scalar(let scalar) = token.content else {
                throw scanner.malformed("a text is missing", at: start)
            }
            scanner.skip()
            content = .scalar(scalar)
        case .blockEntry where place == .blockOrList:
            (content, span) = try parseIndentlessSequence(at: start, depth: depth)
        case .flowSequenceStart: (content, span) = try parseFlowSequence(at: start, depth: depth)
        case .flowMappingStart: (content, span) = try parseFlowMapping(at: start, depth: depth)
        case .blockSequenceStart where place != .flow: (content, span) = try parseBlockSequence(at: start, depth: depth)
        case .blockMappingStart where place != .flow: (content, span) = try parseBlockMapping(at: start, depth: depth)
        default:
            guard properties.tag != nil || properties.anchor != nil else {
                throw scanner.malformed("a value is missing, or its indentation is wrong", at: start)
            }
            content = .scalar(Self.nothing)
            span = properties.end..<properties.end
        }
        let node = try node(content, tag: properties.tag, anchor: properties.anchor, span: span)
        if let anchor = properties.anchor {
            open.removeLast()
            anchors[anchor] = node
        }
        return node
    }

    private mutating func parseProperties() throws(PinningError) -> Properties {
        var properties = Properties(end: 0)
        while true {
            let token = try scanner.peek()
            switch token.content {
            case .name(let name) where token.kind == .anchor && properties.anchor == nil: properties.anchor = name
            case .handle(let handle) where token.kind == .tag && properties.tag == nil:
                guard handle.isEmpty || handles.contains(handle) else {
                    throw scanner.malformed("the tag's handle \(handle) is not declared", at: token.span.lowerBound)
                }
                properties.tag = String(decoding: scanner.cursor[token.span], as: UTF8.self)
            default: return properties
            }
            properties.end = token.span.upperBound
            scanner.skip()
        }
    }

    private mutating func alias(_ token: YAMLToken) throws(PinningError) -> YAMLNode {
        guard case .name(let name) = token.content, !open.contains(name), let target = anchors[name] else {
            throw scanner.malformed("an alias has no anchor before it in its document", at: token.span.lowerBound)
        }
        let node = try node(.alias(name, target), span: token.span)
        aliases.append(node)
        return node
    }

    /// Makes a node, and counts it.
    mutating func node(
        _ content: YAMLNode.Content,
        tag: String? = nil,
        anchor: String? = nil,
        span: Range<Int>
    ) throws(PinningError) -> YAMLNode {
        count += 1
        guard count <= YAMLStream.maximumNodes, earlier + count <= YAMLStream.maximumTotal else {
            let (limit, holder) =
                count > YAMLStream.maximumNodes
                ? (YAMLStream.maximumNodes, "a document") : (YAMLStream.maximumTotal, "the file")
            throw PinningError(.tooLarge, "\(holder) holds more than \(limit) values", offset: span.lowerBound)
        }
        let node = YAMLNode(content, tag: tag, anchor: anchor, span: span)
        guard node.height <= YAMLStream.maximumHeight else {
            throw PinningError(.tooLarge, "aliases of aliases are nested too deep", offset: span.lowerBound)
        }
        return node
    }

    /// The value where none is written.
    mutating func empty(at offset: Int) throws(PinningError) -> YAMLNode {
        try node(.scalar(Self.nothing), span: offset..<offset)
    }

    private static var nothing: YAMLScalar { YAMLScalar(value: "", style: .plain, pieces: []) }
}
