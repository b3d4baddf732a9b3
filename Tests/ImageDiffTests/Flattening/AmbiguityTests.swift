// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import ImageDiff

/// Layers that leave room for two readings: what is shown, and what is said about it.
@Suite struct AmbiguityTests {
    @Test(arguments: AmbiguityRow.all)
    func isResolvedAndReported(_ row: AmbiguityRow) throws {
        let tree = try FileTree(row.layers)
        #expect(tree.notation == FileTree.expected(row.files))
        #expect(tree.reports == row.reports)
        let told = tree.ambiguities.filter { $0.kind != .implicitParent }.compactMap(\.containerd)
        if let containerd = row.containerd {
            #expect(told.contains { $0.hasPrefix(containerd) }, "\(told)")
        } else {
            #expect(told == [])
        }
    }

    static let losers: [(String, @Sendable (inout TarEntry) -> Void)] = [
        ("a=2", { _ in }), ("a -> b", { _ in }), ("a : 1:3", { _ in }), ("a=1", { $0.mode = 0o4755 }),
        ("a=1", { $0.userID = 5 }), ("a=1", { $0.extendedAttributes = ["security.capability": [1]] }),
    ]

    @Test(arguments: losers.indices)
    func anotherEntryThatLosesIsAnotherAmbiguity(_ index: Int) throws {
        let loser = Self.losers[index]
        let old = try FileTree([["a=1", "a=last"]])
        var layer = LayerBuilder()
        layer.add(loser.0, change: loser.1)
        layer.add("a=last")
        let new = try FileTree(flattening: [try layer.scanned()])
        #expect(old.notation == new.notation)
        #expect(AmbiguityFinding.findings(old, new).map(\.ambiguity.kind) == [.duplicate])
        #expect(AmbiguityFinding.findings(new, new).isEmpty)
    }
}
