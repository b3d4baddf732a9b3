// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Crypto
import ImageDiff
import OCIModel

/// Makes eStargz layers, for tests: each member a gzip member of its own, the table of contents last.
struct StargzBuilder {
    /// The members but for the table.
    var layer: LayerBuilder
    /// The table's entries, which a test may change to lie.
    var entries: [[String: Value]]
    /// The size of the pieces that files are cut into.
    private let chunkSize: Int

    /// A value of the table.
    enum Value {
        case text(String)
        case number(Int64)
        case texts([String: String])
    }

    init(_ notations: [String], chunkSize: Int = 4 << 20) {
        var layer = LayerBuilder(notations)
        layer.file(".no.prefetch.landmark", [0x0f])
        self.init(layer, chunkSize: chunkSize)
    }

    init(_ layer: LayerBuilder, chunkSize: Int = 4 << 20) {
        self.layer = layer
        self.chunkSize = chunkSize
        entries = layer.members.flatMap { Self.entries($0, chunkSize) }
    }

    private static func entries(_ member: LayerBuilder.Member, _ chunkSize: Int) -> [[String: Value]] {
        var first = entry(member)
        guard member.content.count > chunkSize else { return [first] }
        let chunks = pieces(of: member.content, chunkSize)
        first["chunkSize"] = .number(Int64(chunkSize))
        first["chunkDigest"] = .text(digest(chunks[0]))
        // The last has no size, as builders leave it out: it is the rest.
        return [first]
            + chunks.enumerated().dropFirst().map { index, chunk in
                [
                    "name": .text(member.entry.path.escaped), "type": .text("chunk"),
                    "chunkOffset": .number(Int64(index * chunkSize)),
                    "chunkSize": .number(chunk.count == chunkSize ? Int64(chunkSize) : 0),
                    "chunkDigest": .text(digest(chunk)),
                ]
            }
    }

    private static func pieces(of content: [UInt8], _ size: Int) -> [[UInt8]] {
        stride(from: 0, to: content.count, by: size).map { Array(content[$0..<min($0 + size, content.count)]) }
    }

    private static func digest(_ bytes: [UInt8]) -> String { ContentHash(SHA256.hash(data: bytes)).digest.rawValue }

    private static func entry(_ member: LayerBuilder.Member) -> [String: Value] {
        let entry = member.entry
        var result: [String: Value] = [
            "name": .text(entry.path.escaped), "mode": .number(Int64(entry.mode)),
            "uid": .number(entry.userID), "gid": .number(entry.groupID), "type": .text(type(entry.kind)),
        ]
        if !entry.linkTarget.isEmpty { result["linkName"] = .text(entry.linkTarget.escaped) }
        if entry.kind == .characterDevice {
            result["devMajor"] = .number(Int64(entry.deviceMajor))
            result["devMinor"] = .number(Int64(entry.deviceMinor))
        }
        if entry.kind == .file, !member.content.isEmpty {
            let digest = digest(member.content)
            result["size"] = .number(Int64(member.content.count))
            result["digest"] = .text(digest)
            result["chunkDigest"] = .text(digest)
        }
        return result
    }

    private static func type(_ kind: TarEntry.Kind) -> String {
        switch kind {
        case .file: "reg"
        case .directory: "dir"
        case .symbolicLink: "symlink"
        case .hardLink: "hardlink"
        case .characterDevice: "char"
        case .blockDevice: "block"
        case .fifo: "fifo"
        }
    }

    var table: String {
        let list = entries.map { entry in
            let members = entry.sorted { $0.key < $1.key }.map { key, value in
                switch value {
                case .text(let text): "\"\(key)\": \"\(text)\""
                case .number(let number): "\"\(key)\": \(number)"
                case .texts(let texts):
                    "\"\(key)\": {" + texts.map { "\"\($0)\": \"\($1)\"" }.joined(separator: ", ") + "}"
                }
            }
            return "{" + members.joined(separator: ", ") + "}"
        }
        return #"{"version": 1, "entries": ["# + list.joined(separator: ",\n") + "]}"
    }

    /// The members with a table, not compressed.
    func archive(table: String? = nil) -> LayerBuilder {
        var layer = layer
        layer.file("stargz.index.json", Array((table ?? self.table).utf8))
        return layer
    }

    /// The blob, but for the footer, which is an empty member.
    func blob(table: String? = nil) throws -> [UInt8] {
        let archive = archive(table: table)
        let blob = try zip(archive.members, archive.pieces).flatMap { member, piece in
            // The header, then a piece in a member of its own each; the last has the padding.
            guard member.content.count > chunkSize, member.entry.path != "stargz.index.json" else {
                return try Gzip.member(piece)
            }
            let padding = TarWriter.padding(after: Int64(member.content.count))
            let header = piece.dropLast(member.content.count + padding.count)
            var chunks = Self.pieces(of: member.content, chunkSize)
            chunks[chunks.count - 1] += padding
            return try Gzip.member(Array(header)) + chunks.flatMap { try Gzip.member($0) }
        }
        return try blob + Gzip.member(TarWriter.endMarker) + Gzip.member([])
    }
}
