// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Pinning

@Suite struct ReferenceCollectorTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test(arguments: [
        ("image: nginx:1.25 # keep", "nginx:1.25", 7), ("image: 'nginx:1.25'", "nginx:1.25", 8),
        ("image: \" nginx:1.25 \"", "nginx:1.25", 9), ("image: |-\n  nginx:1.25\n", "nginx:1.25", 12),
        ("image: >\n\n  nginx:1.25\n\n", "nginx:1.25", 12), ("image:\n  nginx:1.25", "nginx:1.25", 9),
        ("{image: nginx:1.25, a: b}", "nginx:1.25", 8), ("\u{feff}image: nginx:1.25\r\n", "nginx:1.25", 10),
        ("image: !!str nginx:1.25", "nginx:1.25", 13), ("image: &a nginx:1.25", "nginx:1.25", 10),
        ("? image\n: nginx:1.25", "nginx:1.25", 10),
    ])
    func findsTheBytesOfAReferenceHoweverItIsWritten(text: String, written: String, start: Int) throws {
        let found = try #require(Self.images(text).first)
        #expect(found.written == written)
        #expect(found.span == start..<start + written.utf8.count)
        #expect(found.editing == .inPlace)
        #expect(found.reference == (try Reference(written)))
        try Self.expectRoundTrip(of: text)
    }

    @Test(arguments: [
        ("image: \"nginx\\x3a1.25\"", "nginx:1.25", "\"nginx\\x3a1.25\""),
        ("image: \"nginx:\\\n  1.25\"", "nginx:1.25", "\"nginx:\\\n  1.25\""),
        ("image: nginx\n  latest", nil, "nginx\n  latest"),
    ])
    func whatIsNotSpelledInTheFileIsFoundButNotEdited(text: String, reference: String?, written: String) throws {
        let found = try #require(Self.images(text).first)
        #expect(found.written == written)
        #expect(try found.reference == reference.map { try Reference($0) })
        guard case .lockOnly = found.editing else {
            Issue.record("\(found.editing)")
            return
        }
    }

    @Test(arguments: ["image:", "image: ''", "image: [nginx]", "image: {name: nginx}", "other: nginx"])
    func whatHoldsNoTextHoldsNoReference(text: String) throws {
        #expect(try Self.images(text) == [])
    }

    @Test(arguments: ["image: '{{ .image }}'", "image: ${{ matrix.image }}", "image: 'Not a reference'"])
    func whatCannotBeKnownIsFoundAsUnknown(text: String) throws {
        let found = try #require(Self.images(text).first)
        guard case .unknown = found.meaning else {
            Issue.record("\(found.meaning)")
            return
        }
    }

    @Test func leavesOutAPrefixAndWhatLacksIt() throws {
        let text = YAMLStreamTests.source("- docker://nginx:1.25\n- actions/checkout@v4\n- docker://")
        let found = try Self.collect(text) { collector, root in
            for element in root.elements { collector.visit(element, role: .step, after: "docker://") }
        }
        #expect(found.map(\.written) == ["nginx:1.25"])
        #expect(found.map(\.span.lowerBound) == [11])
    }

    @Test func anEmptyDigestBetweenQuotesIsAPlaceForOne() throws {
        let text = YAMLStreamTests.source("digest: ''")
        let found = try Self.collect(text) { collector, root in
            let meaning = FoundReference.Meaning.known(try Reference("nginx:1.25"))
            collector.visit(root.value("digest"), role: .values, holding: .quotedDigest, meaning: meaning)
        }
        #expect(found.map(\.span) == [9..<9])
        #expect(found.map(\.editing) == [.inPlace])
    }

    @Test(arguments: [
        ("a: {image: &i nginx}\nb: {image: *i}", true), ("a: {image: &i nginx}\nb: {image: *i}\nc: {name: *i}", false),
        ("a: {name: &i nginx}\nb: {image: *i}", false), ("x-images: [&i nginx]\nb: {image: *i}", true),
        (".images: [&i nginx]\nb: {image: *i}\nc: {image: *i}", true),
        ("x-images: [&i nginx]\nb: {image: *i}\nc: *i", false),
        ("x-a: &a {name: &i nginx}\nb: {image: *i}", false), (".a: {name: &i nginx}\nb: {image: *i}", false),
        ("x-a: {name: &i nginx}\nb: {image: *i}", true),
        ("a: {image: &i nginx}\nb: {image: &i httpd}\nc: {name: *i}\nd: {image: *i}", false),
    ])
    func anAliasedTextIsEditedWhenAnImageStandsWhereverItIsUsed(text: String, isEdited: Bool) throws {
        let found = try #require(Self.nestedImages(text).last { _ in true })
        #expect((found.editing == .inPlace) == isEdited)
        if !isEdited { #expect(found.editing == .lockOnly("the text is also used where no image stands")) }
    }

    @Test func whatIsMergedIsFoundOnce() throws {
        let text = "x-a: &a {image: nginx}\nb: {<<: *a}\nc: {<<: [*a]}\nd: *a\ne: {<<: *a, image: httpd}"
        let found = try Self.nestedImages(text)
        #expect(found.map(\.written) == ["nginx", "httpd"])
        #expect(found.map(\.editing) == [.inPlace, .inPlace])
    }

    @Test func aTextThatMeansTwoImagesIsNotEdited() throws {
        let text = YAMLStreamTests.source("x-i: &i nginx:${V}\na: *i\nb: *i")
        let found = try Self.collect(text) { collector, root in
            for (key, tag) in [("a", "1"), ("b", "2")] {
                collector.visit(root.value(key), role: .image, meaning: .known(try Reference("nginx:\(tag)")))
            }
        }
        #expect(found.map(\.editing) == [.lockOnly("the text means different images where it is used")])
    }

    @Test func referencesInAnEmbeddedTextAreFoundInTheFile() throws {
        let text = YAMLStreamTests.source("dockerfile: |\n  FROM nginx\n  RUN x\nother: \"FROM\\tnginx\"")
        let found = try Self.collect(text) { collector, root in
            for key in ["dockerfile", "other"] {
                let inner = FoundReference(
                    path: "inner",
                    span: 5..<10,
                    written: "nginx",
                    role: .from,
                    meaning: .known(try Reference("nginx"))
                )
                collector.visit(root.value(key), holding: [inner])
            }
        }
        #expect(found.map(\.span) == [21..<26, 49..<54])
        #expect(found.map { text.text(in: $0.span) } == ["nginx", "nginx"])
        #expect(found.allSatisfy { $0.path == "f.yaml" && $0.editing == .inPlace })
    }

    @Test func mutatedFilesComeBackAsTheyWere() throws {
        var random = Deterministic(seed: 5)
        for _ in 0..<1500 {
            let bytes = YAMLSnippets.mutated(using: &random)
            // What is refused holds nothing to edit.
            guard (try? YAMLStream.parse(SourceText(path: "f", bytes: bytes))) != nil else { continue }
            try Self.expectRoundTrip(of: String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension ReferenceCollectorTests {
    private static func collect(
        _ text: SourceText,
        _ visits: (inout ReferenceCollector, YAMLNode) throws -> Void
    ) throws -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var collector = ReferenceCollector(text, stream)
        for document in stream.documents { try visits(&collector, document) }
        return collector.references()
    }

    private static func images(_ text: String) throws -> [FoundReference] {
        try collect(YAMLStreamTests.source(text)) { collector, root in
            collector.visit(root.value("image"), role: .image)
        }
    }

    private static func nestedImages(_ text: String) throws -> [FoundReference] {
        try collect(YAMLStreamTests.source(text)) { collector, root in
            for entry in root.mergedEntries { collector.visit(entry.value.value("image"), role: .image) }
        }
    }

    /// The values of all mappings, as if an image stood everywhere.
    private static func everything(_ bytes: [UInt8]) throws -> [FoundReference] {
        try collect(SourceText(path: "f.yaml", bytes: bytes)) { collector, root in visitAll(root, &collector) }
    }

    private static func visitAll(_ node: YAMLNode, _ collector: inout ReferenceCollector) {
        switch node.content {
        case .scalar, .alias: collector.visit(node, role: .image)
        case .sequence(let elements): for element in elements { visitAll(element, &collector) }
        case .mapping(let entries): for entry in entries { visitAll(entry.value, &collector) }
        }
    }

    private static func expectRoundTrip(of text: String) throws {
        let bytes = Array(text.utf8)
        let found = try everything(bytes).filter { $0.editing == .inPlace && $0.reference != nil }
        for reference in found { #expect(bytes[reference.span].elementsEqual(reference.written.utf8)) }
        let pinned = spliced(bytes, try found.compactMap { $0.pinning(to: try Digest(digest)) })
        let again = try everything(pinned).filter { $0.editing == .inPlace && $0.pinnedDigest?.rawValue == digest }
        #expect(again.map(\.role) == found.map(\.role), "\(text)")
        #expect(spliced(pinned, try again.compactMap { try $0.unpinning() }) == bytes, "\(text)")
    }

    private static func spliced(_ bytes: [UInt8], _ edits: [Edit]) -> [UInt8] {
        var bytes = bytes
        for edit in edits.reversed() { bytes.replaceSubrange(edit.span, with: Array(edit.to.utf8)) }
        return bytes
    }
}
