// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Yams

/// Reads the small part of YAML that a configuration needs: one document of mappings, lists and texts.
///
/// Anchors, aliases and tags are refused: they let a small file stand for a huge one, and nobody needs them here.
struct YAMLDocument {
    /// The most bytes a file may have.
    static let maximumSize = 1024 * 1024
    /// The deepest nesting that is read.
    static let maximumDepth = 32

    /// The outermost value; nil when nothing is written.
    private(set) var root: YAMLNode?
    /// What is wrong; the root is whatever could be read all the same.
    private(set) var faults: [YAMLFault] = []

    init(parsing text: String) {
        do throws(YAMLFault) {
            try Self.refuseAnchors(in: text)
            try Self.withParsed(text) { root in
                self.root = root.flatMap { convert($0, depth: 1) }
            }
        } catch {
            faults.append(error)
        }
    }
}

extension YAMLDocument {
    /// Refuses anchors before the text is parsed for good.
    ///
    /// The parser compares the keys of a mapping while it reads, and a key that is an alias of aliases makes that
    /// comparison exponential. Where an anchor is possible at all, the text is therefore first parsed with every possible
    /// alias disarmed: up to the first anchor no alias can be valid, so disarming them does not hide it.
    private static func refuseAnchors(in text: String) throws(YAMLFault) {
        let bytes = Array(text.utf8)
        guard zip(bytes, bytes.dropFirst()).contains(where: { $0 == UInt8(ascii: "&") && isAnchorByte($1) }) else {
            return
        }
        var disarmed = bytes
        for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: "*") && isAnchorByte(bytes[index + 1])
        {
            disarmed[index] = UInt8(ascii: "x")
        }
        try withParsed(String(decoding: disarmed, as: UTF8.self)) { root throws(YAMLFault) in
            if let fault = root.flatMap({ anchorFault(in: $0, depth: 1) }) { throw fault }
        }
    }

    /// What libyaml takes into the name of an anchor.
    private static func isAnchorByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }

    private static func anchorFault(in node: Node, depth: Int) -> YAMLFault? {
        let place = Place(node.mark)
        guard depth <= maximumDepth else { return .tooDeep(at: place) }
        guard node.anchor == nil else {
            return YAMLFault(
                place: place,
                message: "anchors (&name) are not supported; quote a text that starts with &"
            )
        }
        let children: [Node]
        switch node {
        case .scalar, .alias: children = []
        case .sequence(let sequence): children = Array(sequence)
        case .mapping(let mapping): children = mapping.flatMap { [$0.key, $0.value] }
        }
        for child in children {
            if let fault = anchorFault(in: child, depth: depth + 1) { return fault }
        }
        return nil
    }

    private static func withParsed(_ text: String, _ body: (Node?) throws(YAMLFault) -> Void) throws(YAMLFault) {
        let parser: Parser
        let root: Node?
        do {
            // No resolver rules: what a text means is decided by the key it stands under.
            parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            root = try parser.singleRoot()
        } catch {
            throw YAMLFault(error, in: text)
        }
        // The nodes hold their anchors weakly; the parser holds them.
        defer { withExtendedLifetime(parser) {} }
        try body(root)
    }
}

// MARK: Conversion

extension YAMLDocument {
    private mutating func convert(_ node: Node, depth: Int) -> YAMLNode? {
        let place = Place(node.mark)
        guard depth <= Self.maximumDepth else {
            faults.append(.tooDeep(at: place))
            return nil
        }
        switch node {
        case .alias:
            faults.append(YAMLFault(place: place, message: "aliases (*name) are not supported"))
            return nil
        case .scalar(let scalar):
            refuseTag(scalar.tag.rawValue, at: place)
            let content: YAMLNode.Content = scalar.style == .plain ? .plain(scalar.string) : .quoted(scalar.string)
            return YAMLNode(place: place, content: content)
        case .sequence(let sequence):
            refuseTag(sequence.tag.rawValue, at: place)
            return YAMLNode(place: place, content: .list(sequence.compactMap { convert($0, depth: depth + 1) }))
        case .mapping(let mapping):
            refuseTag(mapping.tag.rawValue, at: place)
            var pairs: [(key: YAMLNode, value: YAMLNode)] = []
            for (key, value) in mapping {
                guard let key = convert(key, depth: depth + 1), let value = convert(value, depth: depth + 1) else {
                    continue
                }
                pairs.append((key, value))
            }
            return YAMLNode(place: place, content: .mapping(pairs))
        }
    }

    private mutating func refuseTag(_ tag: String, at place: Place) {
        let core = "tag:yaml.org,2002:"
        guard !["", core + "str", core + "seq", core + "map"].contains(tag) else { return }
        faults.append(YAMLFault(place: place, message: "YAML tags (\(Shown(tag))) are not supported"))
    }
}

extension Place {
    fileprivate init(_ mark: Mark?) {
        self = mark.map { Place(line: $0.line, column: $0.column) } ?? .start
    }
}
