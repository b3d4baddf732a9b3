// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import ImageDiff

@Suite struct LayerErrorTests {
    @Test(
        arguments: [
            ("../a", .escapingName), ("a/../../b", .escapingName), ("a/.wh.", .badWhiteout), (".wh..", .badWhiteout),
            ("a/.wh...", .badWhiteout), ("l => ../../etc/shadow", .escapingTarget), ("/ -> a", .rootIsNoDirectory),
        ] as [(String, LayerError.Reason)]
    )
    func membersThatNobodyShouldExtractAreRefused(_ notation: String, _ reason: LayerError.Reason) throws {
        let layers = [try LayerBuilder(["a/"]).scanned(), try LayerBuilder(["b", notation, "c"]).scanned()]
        let error = #expect(throws: LayerError.self) { try FileTree(flattening: layers) }
        #expect(error?.layer == 1)
        #expect(error?.reason == reason)
        #expect(error?.description.hasPrefix("layer 2, ") == true)
    }

    @Test func theyAreHashedNevertheless() throws {
        let archive = LayerBuilder(["b", "../a=1", "c"]).archive
        let contents = try LayerBuilder.scan(archive)
        #expect(contents.diffID == LayerScannerTests.digest(archive))
        #expect(contents.members.map(\.path) == ["b", "c"])
    }

    @Test func aTreeWithTooManyFilesIsRefused() throws {
        let layer = try LayerBuilder((0..<20).map { "d/\($0)" }).scanned()
        let limits = ArchiveLimits(entries: 20)
        let error = #expect(throws: LayerError.self) { try FileTree(flattening: [layer], limits: limits) }
        #expect(error?.reason == .limitExceeded("its tree has too many files"))
        #expect(throws: Never.self) { try FileTree(flattening: [layer], limits: ArchiveLimits(entries: 22)) }
    }

    @Test func hiddenFilesDoNotCount() throws {
        let layer = try LayerBuilder(["d/", "d/.wh..wh..opq"] + (0..<10).map { "d/\($0)" }).scanned()
        let tree = try FileTree(
            flattening: [layer, layer, layer, layer],
            limits: ArchiveLimits(entries: 12)
        )
        #expect(tree.files.count == 11)
    }

    /// One name makes a thousand directories, whose paths take a megabyte.
    @Test func deepPathsOfManyNamesAreRefused() throws {
        let layer = try LayerBuilder((0..<5).map { "\($0)" + String(repeating: "/a", count: 1_000) }).scanned()
        let limits = ArchiveLimits(totalMetadataSize: 4 << 20)
        let error = #expect(throws: LayerError.self) { try FileTree(flattening: [layer], limits: limits) }
        #expect(error?.reason == .limitExceeded("its tree has too many files"))
        #expect(try FileTree(flattening: [layer]).files.count == 5 * 1_001)
    }

    @Test func linksDoNotMakePathsLongerThanAnyName() throws {
        let deep = String(repeating: "a/", count: 1_500)
        let layers = [[deep, "l -> \(deep)"], ["l/\(deep)m -> /l/\(deep)"], ["l/\(deep)m/x"]]
        let error = #expect(throws: LayerError.self) { try FileTree(layers) }
        #expect(error?.reason == .limitExceeded("a path is longer than 4096 bytes"))
    }

    @Test func linksThatLeadThroughManyOthersAreRefused() throws {
        let chain = (0..<200).map { "l\($0) -> l\($0 + 1)" } + ["l200/"]
        let layers = [try LayerBuilder(chain).scanned(), try LayerBuilder((0..<600).map { "l0/\($0)" }).scanned()]
        var builder = TreeBuilder(limits: ArchiveLimits(), allowance: 10_000)
        try builder.apply(layers[0])
        let error = #expect(throws: LayerError.self) { try builder.apply(layers[1]) }
        #expect(error?.reason == .limitExceeded("its paths lead through too many links and directories"))
        #expect(try FileTree(flattening: layers).files.count == 801)
    }

    @Test func globalHeadersWithAMeaningAreRefused() throws {
        var header = LayerBuilder()
        header.add("g") { $0.otherRecords = ["MSWINDOWS.rawsd": [1]] }
        var archive = header.archive
        // The header of a member becomes one of all members.
        archive[156] = UInt8(ascii: "g")
        Self.mendChecksum(&archive)
        let layer = try LayerBuilder.scan(archive)
        let error = #expect(throws: LayerError.self) { try FileTree(flattening: [layer]) }
        #expect(error?.reason == .globalHeader)
    }

    private static func mendChecksum(_ block: inout [UInt8]) {
        block.replaceSubrange(148..<156, with: repeatElement(0x20, count: 8))
        let digits = String(block[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
        let text = String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} "
        block.replaceSubrange(148..<156, with: Array(text.utf8))
    }

    @Test func notesCannotBeDrownedByOthers() throws {
        let layer = LayerBuilder((0..<10_010).map { "d/../\($0)" })
        let contents = try LayerBuilder.scan(layer.archive + [1])
        #expect(contents.notes.count == 10_002)
        #expect(contents.notes.suffix(2) == [.unlisted, .trailingData(1)])
        let tree = try FileTree(flattening: [contents])
        #expect(tree.ambiguities.contains { $0.kind == .unlisted })
    }

    @Test func theReportsOfALayerAreLimited() throws {
        let layer = try LayerBuilder((0..<10_050).map { ".wh.\($0)" } + ["a", "a"]).scanned()
        let tree = try FileTree(flattening: [layer])
        #expect(tree.ambiguities.count { $0.kind == .strayMarker } == 10_000)
        #expect(tree.ambiguities.count { $0.kind == .duplicate } == 1)
        #expect(tree.ambiguities.filter { $0.kind == .unlisted }.map(\.path) == ["/"])
    }
}
