// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct YAMLStructureTests {
    @Test func takesAFileApartInTheOrderOfItsBytes() throws {
        let source = YAMLStreamTests.source("a: &x !t 'b'\nc: [*x, d]\n---\ne")
        let elements = try YAMLStructure.elements(of: source)
        #expect(
            elements.map { "\($0.kind) \($0.value)" } == [
                "document ", "mapping ", "key a", "anchor x", "tag !t", "singleQuoted b", "key c", "sequence ",
                "alias x",
                "plain d", "end sequence", "end mapping", "document ", "plain e",
            ]
        )
        #expect(
            elements.filter { !$0.span.isEmpty }.map { source.text(in: $0.span) } == ["a", "'b'", "c", "*x", "d", "e"]
        )
    }

    @Test(arguments: [
        ("a: b", "a: 'b'"), ("a: b", "a: b\nc:"), ("a: [b]", "a: {b}"), ("a: &x b", "a: b"), ("a: !t b", "a: b"),
    ])
    func tellsFilesApartThatMeanOtherThings(one: String, other: String) throws {
        let elements = try [one, other].map { text in
            try YAMLStructure.elements(of: YAMLStreamTests.source(text)).map { "\($0.kind) \($0.value)" }
        }
        #expect(elements[0] != elements[1])
    }
}
