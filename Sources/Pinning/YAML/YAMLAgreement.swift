// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Yams

/// Makes sure that a reader of YAML that shares nothing with ours sees the same values in a file.
///
/// Keys that stand twice in a mapping are refused here, as most programs refuse them.
enum YAMLAgreement {
    /// The most values of one document that are compared when every alias is replaced by what it stands for.
    static let maximumNodes = YAMLStream.maximumNodes
    /// The most values of all documents together.
    static let maximumTotal = YAMLStream.maximumTotal

    /// Compares what we read with what libyaml reads.
    ///
    /// - Throws: ``PinningError/Code/unproven`` when libyaml refuses the text or sees other values,
    ///   ``PinningError/Code/tooLarge`` when aliases make it too large to compare, and what ``YAMLStream`` throws.
    static func check(_ text: SourceText) throws(PinningError) {
        let stream = try YAMLStream.parse(text)
        // First, as the other reader follows aliases while it compares keys.
        var size = ExpandedSize(limit: maximumNodes)
        for document in stream.documents {
            guard size.add(document), size.total <= maximumTotal else {
                throw PinningError(.tooLarge, "the file's aliases stand for more than \(maximumNodes) values")
            }
        }
        var index = 0
        try withDocuments(of: text, stream) { document throws(PinningError) in
            guard index < stream.documents.count else { throw difference(at: nil) }
            try compare(stream.documents[index], document)
            index += 1
        }
        guard index == stream.documents.count else { throw difference(at: stream.documents[index]) }
    }

    private static func withDocuments(
        of text: SourceText,
        _ stream: YAMLStream,
        _ body: (Node) throws(PinningError) -> Void
    ) throws(PinningError) {
        // libyaml was told the encoding, and then counts a byte order mark as a column.
        let mark = YAMLCursor.byteOrderMark
        let bytes = text.bytes.starts(with: mark) ? text.bytes.dropFirst(mark.count) : text.bytes[...]
        do {
            let parser = try Parser(yaml: String(decoding: bytes, as: UTF8.self), resolver: .basic, encoding: .utf8)
            // The nodes hold their anchors weakly; the parser holds them.
            defer { withExtendedLifetime(parser) {} }
            while let document = try parser.nextRoot() { try body(document) }
        } catch let error as PinningError {
            throw error
        } catch YamlError.duplicatedKeysInMapping(let keys, _) {
            throw DuplicateKey.first(in: stream, named: keys).error(in: text)
        } catch {
            throw PinningError(.unproven, "another reader of YAML refuses the file: \(problem(of: error))")
        }
    }

    private static func problem(of error: any Error) -> String {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            "line \(mark.line), \(problem)"
        case YamlError.reader(let problem, _, _, _): problem
        default: "it gives no reason"
        }
    }
}

// MARK: Comparing

extension YAMLAgreement {
    private static func compare(_ ours: YAMLNode, _ theirs: Node) throws(PinningError) {
        switch (ours.resolved.content, theirs) {
        case (.scalar(let scalar), .scalar(let other)):
            // Bytes, as texts are equal for Swift that programs tell apart.
            guard scalar.value.utf8.elementsEqual(other.string.utf8), isPlain(scalar) == (other.style == .plain) else {
                throw difference(at: ours)
            }
        case (.sequence(let elements), .sequence(let others)):
            guard elements.count == others.count else { throw difference(at: ours) }
            for (element, other) in zip(elements, others) { try compare(element, other) }
        case (.mapping(let entries), .mapping(let others)):
            guard entries.count == others.count else { throw difference(at: ours) }
            for (entry, other) in zip(entries, others) {
                try compare(entry.key, other.key)
                try compare(entry.value, other.value)
            }
        default: throw difference(at: ours)
        }
    }

    private static func isPlain(_ scalar: YAMLScalar) -> Bool { scalar.style == .plain }

    private static func difference(at node: YAMLNode?) -> PinningError {
        PinningError(
            .unproven,
            "another reader of YAML sees other values in the file",
            offset: node?.span.lowerBound,
            advice: "Write what stands there in a plainer way."
        )
    }

    /// How many values there are when every alias is replaced by what it stands for.
    private struct ExpandedSize {
        let limit: Int
        private(set) var total = 0
        private var anchored: [ObjectIdentifier: Int] = [:]

        init(limit: Int) { self.limit = limit }

        /// Adds a document; false when it has too many values.
        mutating func add(_ document: YAMLNode) -> Bool {
            let size = size(of: document)
            total += size
            return size <= limit
        }

        /// The size of a node, at most one more than the limit.
        private mutating func size(of node: YAMLNode) -> Int {
            var size = 1
            switch node.content {
            case .scalar: break
            // What an alias stands for was read whole before it.
            case .alias(_, let target): size = anchored[ObjectIdentifier(target)] ?? limit + 1
            case .sequence(let elements):
                for element in elements { size = min(limit + 1, size + self.size(of: element)) }
            case .mapping(let entries):
                for entry in entries {
                    size = min(limit + 1, size + self.size(of: entry.key) + self.size(of: entry.value))
                }
            }
            if node.anchor != nil { anchored[ObjectIdentifier(node)] = size }
            return size
        }
    }
}
