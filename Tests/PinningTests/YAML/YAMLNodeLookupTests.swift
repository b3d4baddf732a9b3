// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct YAMLNodeLookupTests {
    @Test(arguments: [
        ("{a: 1, b: 2}", "b", "2"), ("{a: 1, a: 2}", "a", "1"), ("{b: 1}", "a", nil), ("[a]", "a", nil),
        ("a", "a", nil),
        ("{<<: {a: 1}, b: 2}", "a", "1"), ("{<<: {a: 1}, a: 2}", "a", "2"), ("{a: 2, <<: {a: 1}}", "a", "2"),
        ("{<<: [{b: 1}, {a: 2}, {a: 3}]}", "a", "2"), ("{<<: {<<: {a: 1}}}", "a", "1"), ("{'<<': {a: 1}}", "a", nil),
        ("{'<<': x}", "<<", "x"), ("{<<: x}", "a", nil), ("{!!str a: 1}", "a", "1"), ("{\"a\": 1}", "a", "1"),
    ])
    func findsTheValueThatAProgramSees(text: String, key: String, value: String?) throws {
        let root = try YAMLStreamTests.root(text)
        #expect(root.value(key)?.string == value)
        #expect(root.mergedEntries.first { $0.key.string == key }?.value.string == value)
    }

    @Test func mergesWhatAliasesStandFor() throws {
        let root = try YAMLStreamTests.root("a: &a {x: 1, y: 2}\nb: &b {<<: *a, y: 3}\nc: {<<: [*b, *a], z: 4}")
        let merged = try #require(root.value("c")?.mergedEntries)
        #expect(merged.map { $0.key.string } == ["z", "y", "x"])
        #expect(merged.map { $0.value.string } == ["4", "3", "1"])
    }

    @Test func mergesThatMultiplyComeToAnEnd() throws {
        var text = "a0: &a0 {x: 1}\n"
        for level in 1...30 { text += "a\(level): &a\(level) {<<: [*a\(level - 1), *a\(level - 1)]}\n" }
        let last = try #require(YAMLStreamTests.root(text).value("a30"))
        #expect(last.value("missing") == nil)
        #expect(last.mergedEntries.count <= 1)
    }
}
