// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// What runtimes may act on and no comparison of files and settings shows: no rule approves where it differs.
@Suite struct UncomparedPartsTests {
    private static let rule = Rule(
        name: "r",
        approveWhen: [ApproveCondition(verdicts: [.identical, .sameFiles, .timestampsOnly])]
    )
    private static let amd = #""os":"linux","architecture":"amd64""#
    private static let images = [ComparedPair.tool("one"), ComparedPair.tool("two")]

    /// An index of two images for one platform, with the words that each entry says of it.
    private static func index(_ platforms: [String], more: String = "") -> Image {
        let entries = zip(platforms, images).map { platform, image in
            #"{"mediaType":"\#(image.mediaType)","digest":"\#(image.digest)","size":\#(image.bytes.readableBytes)"#
                + (platform.isEmpty ? "" : #","platform":{\#(platform)}"#) + "}"
        }
        return Image(
            mediaType: .imageIndex,
            text: #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":["#
                + entries.joined(separator: ",") + "]\(more)}",
            children: images
        )
    }

    /// The tool with other words in its manifest.
    private static func manifest(_ from: String, _ to: String) -> Image {
        let tool = ComparedPair.tool("one")
        let text = String(buffer: tool.bytes)
        let parts = text.split(separator: from, maxSplits: 1, omittingEmptySubsequences: false)
        return Image(text: parts.joined(separator: to), blobs: tool.blobs)
    }

    private static let layer = #"vnd.oci.image.layer.v1.tar","#
    private static let first = #"{"schemaVersion":2,"#

    @Test(arguments: [
        (index([amd, amd]), index(["", amd]), false),
        (index([amd, amd]), index([amd + #","os.version":"10""#, amd]), false),
        (index([amd, amd]), index([amd + #","os.features":["x"]"#, amd]), false),
        (index([amd, amd]), index([amd, amd], more: #","annotations":{"org.example":"x"}"#), true),
        (ComparedPair.tool("one"), manifest(first, first + #""annotations":{"run.oci.handler":"wasm"},"#), false),
        (
            ComparedPair.tool("one"),
            manifest(first, first + #""annotations":{"org.opencontainers.image.revision":"7"},"#), true
        ),
        (ComparedPair.tool("one"), manifest(layer, layer + #""annotations":{"a.b/toc.digest":"x"},"#), false),
    ])
    func onlyHarmlessWordsAreApproved(old: Image, new: Image, isApproved: Bool) async throws {
        try await withRegistry(.memory, [Self.rule]) { test in
            try await test.push(old, as: "1.0")
            let hold = try await test.hold(new, as: "1.0")
            try await test.registry.makeComparisons()
            #expect(try await test.state(of: hold) == (isApproved ? .approved : .open))
            #expect((try await test.summary(of: hold)?.unjudged == nil) == isApproved)
        }
    }

    @Test func aDeletedTagComesBackByAPersonAlone() async throws {
        try await withRegistry(.memory, [Self.rule]) { test in
            try await test.push(ComparedPair.touched.old, as: "1.0")
            try await test.delete("1.0")
            let hold = try await test.hold(ComparedPair.touched.new, as: "1.0")
            try await test.registry.makeComparisons()
            #expect(try await test.comparisonState(of: hold) == .ready)
            #expect(try await test.state(of: hold) == .open)
        }
    }
}
