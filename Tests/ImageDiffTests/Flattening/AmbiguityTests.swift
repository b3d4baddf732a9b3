// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

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
}
