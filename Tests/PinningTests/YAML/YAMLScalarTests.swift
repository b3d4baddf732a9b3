// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness
import Testing

@testable import Pinning

@Suite struct YAMLScalarTests {
    @Test(arguments: [
        ("a: nginx:1.25 # c", "1.25", "1.25"), ("a: 'it''s nginx'", "nginx", "nginx"), ("a: 'it''s'", "it's", nil),
        ("a: \"x\\ty\"", "y", "y"), ("a: \"x\\ty\"", "x\ty", nil), ("a: \"\\x41\"", "A", nil),
        ("a: b\n  c", "b c", nil),
        ("a: b\n  c", "c", "c"), ("a: |\n  FROM x\n  RUN y\n", "RUN y\n", "RUN y\n"), ("a: |\n  x\r\n", "x", "x"),
        ("a: |\n  x\r\n", "x\n", nil), ("a: >-\n  x\n  y", "y", "y"), ("a: |\n  x\n\n  y\n", "x\n\n", "x\n\n"),
    ])
    func findsTheBytesOfAPartOfAValue(text: String, part: String, bytes: String?) throws {
        let source = YAMLStreamTests.source(text)
        let scalar = try #require(YAMLStreamTests.root(text).value("a")?.scalar)
        let value = Array(scalar.value.utf8)
        let start = try #require((0..<value.count).first { value[$0...].starts(with: part.utf8) })
        let span = scalar.source(of: start..<start + part.utf8.count)
        #expect(span.flatMap(source.text) == bytes)
    }

    @Test func aPlainTextOfOneLineIsOnePiece() throws {
        let scalar = try #require(YAMLStreamTests.root("a:  b  c d # e").value("a")?.scalar)
        #expect(scalar.value == "b  c d")
        #expect(scalar.pieces.count == 1)
    }

    @Test func piecesAndSpansHoldInMutatedTexts() throws {
        var random = Deterministic(seed: 23)
        for _ in 0..<4000 {
            let source = SourceText(path: "f.yaml", bytes: YAMLSnippets.mutated(using: &random))
            // What is refused has no pieces.
            guard let stream = try? YAMLStream.parse(source) else { continue }
            for document in stream.documents { check(document, in: source) }
            let elements = try YAMLStructure.elements(of: source)
            for (element, next) in zip(elements, elements.dropFirst()) {
                #expect(element.span.lowerBound <= next.span.lowerBound, "\(source.bytes)")
                #expect(element.span.upperBound <= next.span.lowerBound, "\(source.bytes)")
            }
        }
    }

    private func check(_ node: YAMLNode, in source: SourceText) {
        #expect(node.span.lowerBound >= 0 && node.span.upperBound <= source.bytes.count)
        switch node.content {
        case .scalar(let scalar): check(scalar, at: node.span, in: source)
        case .alias: break
        case .sequence(let elements): for element in elements { check(element, in: source) }
        case .mapping(let entries):
            for entry in entries {
                check(entry.key, in: source)
                check(entry.value, in: source)
            }
        }
    }

    private func check(_ scalar: YAMLScalar, at span: Range<Int>, in source: SourceText) {
        let value = Array(scalar.value.utf8)
        var last = (value: 0, source: span.lowerBound)
        for piece in scalar.pieces {
            #expect(piece.count > 0 && piece.value >= last.value && piece.source >= last.source)
            last = (piece.value + piece.count, piece.source + piece.count)
            #expect(last.value <= value.count && last.source <= span.upperBound)
            #expect(value[piece.value..<last.value] == source.bytes[piece.source..<last.source])
        }
    }
}
