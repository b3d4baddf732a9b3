// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

@Suite struct EncodingTests {
    static let layers = [
        ["bin/", "bin/sh=#!x", "bin/bash => bin/sh", "etc/", "etc/passwd=root", "lib -> usr/lib", "dev/null : 1:3"],
        ["etc/", "etc/.wh.passwd", "etc/group=g", "opt/deep/file=1"],
    ]

    /// The same image, encoded in four ways.
    @Test func theTreeIsTheSameInEveryEncoding() throws {
        let plain = try Self.layers.map { try LayerBuilder($0).scanned() }
        let expected = try FileTree(flattening: plain)
        #expect(expected.files.count == 11)
        for compression in Compression.allTested {
            let layers = try Self.layers.map { notations in
                try LayerBuilder.scan(try compression.encode(LayerBuilder(notations).archive))
            }
            let tree = try FileTree(flattening: layers)
            #expect(tree.files == expected.files)
            #expect(tree.ambiguities == expected.ambiguities)
            #expect(layers.map(\.diffID) == plain.map(\.diffID))
        }
        let layers = try Self.layers.map { try LayerBuilder.scan(try StargzBuilder($0).blob()) }
        let tree = try FileTree(flattening: layers)
        #expect(tree.files == expected.files)
        #expect(tree.ambiguities == expected.ambiguities)
        #expect(layers.map(\.diffID) != plain.map(\.diffID))
    }
}
