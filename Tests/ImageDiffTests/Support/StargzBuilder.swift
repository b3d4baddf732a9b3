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

    /// A value of the table.
    enum Value {
        case text(String)
        case number(Int64)
        case texts([String: String])
    }

    init(_ notations: [String]) {
        var layer = LayerBuilder(notations)
        layer.file(".no.prefetch.landmark", [0x0f])
        self.init(layer)
    }

    init(_ layer: LayerBuilder) {
        self.layer = layer
        entries = layer.members.map(Self.entry)
    }

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
            let digest = ContentHash(SHA256.hash(data: member.content)).digest.rawValue
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
        try archive(table: table).pieces.flatMap { try Gzip.member($0) } + Gzip.member(TarWriter.endMarker)
            + Gzip.member([])
    }
}
