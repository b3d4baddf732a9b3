// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

/// Damaged layers end in an error or in a tree, never in a crash.
@Suite struct LayerMutationTests {
    private static let sample = StargzBuilder([
        "a/", "a/f=text", "a/l -> ../b", "b/", "a/h => a/f", ".wh.b", "a/.wh..wh..opq", "c : 0:0", "l -> a", "l/x=1",
        "./a/f=other", "A", "d/../e", "etc/passwd=root",
    ])

    @Test func damagedArchives() throws {
        let archive = Self.sample.archive().archive
        let honest = try LayerBuilder.scan(archive)
        let interesting = Array("./\u{0}\u{ff}017wh\n".utf8)
        var random = Seeded(seed: 3)
        var trees = 0
        for _ in 0..<2_000 {
            var bytes = archive
            Self.damage(&bytes, with: interesting, &random)
            // Which error it is does not matter: there are as many as kinds of damage.
            guard let layer = try? LayerBuilder.scan(bytes),
                let tree = try? FileTree(flattening: [layer, honest, layer])
            else { continue }
            trees += 1
            if let fault = Self.fault(of: tree) { Issue.record("\(fault)") }
        }
        // Many headers must pass for the flattening to be reached.
        #expect(trees > 200)
    }

    /// Members chosen at random, in any order, with names that get in each other's way.
    @Test func layersMadeAtRandom() throws {
        var random = Seeded(seed: 4)
        let names = ["a", "b", "a/b", "a/b/c", "l", "l/a", "l/a/b", "m/l/b", "./a//b", "A", "a/../b", "."]
        let targets = ["a", "b", "..", "/", "../l", "l/a", "m", "/a/b/../..", "", "a/b/c"]
        for _ in 0..<1_500 {
            let layers = try (0..<3).map { _ in
                var layer = LayerBuilder()
                for _ in 0..<Int.random(in: 0...8, using: &random) {
                    let name = names.randomElement(using: &random) ?? "a"
                    let target = targets.randomElement(using: &random) ?? "b"
                    switch Int.random(in: 0..<8, using: &random) {
                    case 0: layer.add(name + "/")
                    case 1: layer.add("\(name)=\(target)")
                    case 2, 3: layer.add("\(name) -> \(target)")
                    case 4: layer.add("\(name) => \(target)")
                    case 5: layer.add("\(name)/.wh..wh..opq")
                    case 6: layer.add(".wh.\(name)")
                    default: layer.add("\(name)/.wh.\(target.last ?? "b")")
                    }
                }
                return try layer.scanned()
            }
            // Refused are names that leave the root, and a root that is no directory.
            guard let tree = try? FileTree(flattening: layers) else { continue }
            if let fault = Self.fault(of: tree) { Issue.record("\(fault)") }
        }
    }

    @Test func damagedTables() throws {
        let table = Array(Self.sample.table.utf8)
        let interesting = Array("{}[]\",:0\\".utf8)
        var random = Seeded(seed: 5)
        for _ in 0..<500 {
            let damaged = String(decoding: random.damaged(table, with: interesting), as: UTF8.self)
            let contents = try Self.sample.archive(table: damaged).scanned()
            guard contents.isStargz else { continue }
            if let fault = Self.fault(of: try FileTree(flattening: [contents])) { Issue.record("\(fault)") }
        }
    }

    /// The first path at which something does not hold that holds for every tree.
    private static func fault(of tree: FileTree) -> ByteString? {
        var last: ByteString?
        for file in tree.files {
            if let last, !(last < file.path) { return file.path }
            last = file.path
            let bytes = file.path.bytes
            let parent = ByteString(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
            if !parent.isEmpty, tree[parent]?.entry.kind != .directory { return file.path }
            if bytes.contains(0) || file.path.escaped.contains("/.wh.") { return file.path }
            guard let first = file.hardLinkOf else { continue }
            var other = tree[first]?.entry
            other?.layer = file.entry.layer
            if other != file.entry || !(first < file.path) { return file.path }
        }
        return nil
    }

    /// Damages a header and mends its checksum, lest nothing but checksums is tested; or moves whole blocks.
    private static func damage(_ bytes: inout [UInt8], with interesting: [UInt8], _ random: inout Seeded) {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let block = Int.random(in: 0..<bytes.count / 512, using: &random) * 512
            switch Int.random(in: 0..<8, using: &random) {
            case 0: bytes.removeSubrange(block..<block + 512)
            case 1: bytes.insert(contentsOf: bytes[block..<block + 512], at: block)
            default:
                let place =
                    block
                    + (Bool.random(using: &random)
                        ? Int.random(in: 0..<20, using: &random) : Int.random(in: 156...157, using: &random))
                bytes[place] = interesting.randomElement(using: &random) ?? 0
                bytes.replaceSubrange(block + 148..<block + 156, with: repeatElement(0x20, count: 8))
                let sum = bytes[block..<block + 512].reduce(0) { $0 + Int($1) }
                let digits = String(sum, radix: 8)
                let text = String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} "
                bytes.replaceSubrange(block + 148..<block + 156, with: Array(text.utf8))
            }
            if bytes.count < 512 { return }
        }
    }
}
