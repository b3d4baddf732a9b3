// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Crypto
import ImageDiff
import OCIModel

extension FileTree {
    /// Flattens layers in the notation of ``LayerBuilder``.
    init(_ layers: [[String]]) throws {
        try self.init(flattening: layers.map { try LayerBuilder($0).scanned() })
    }

    /// The files in the notation of ``LayerBuilder``, with `=#` and a part of the hash for content.
    ///
    /// A hard link is the file it is; ``links`` has those that belong together.
    var notation: [String] {
        files.map { file in
            let path = file.path.escaped
            return switch file.entry.kind {
            case .directory: path == "/" ? path : path + "/"
            case .symlink: path + " -> " + file.entry.target.escaped
            case .char: path + " : \(file.entry.deviceMajor):\(file.entry.deviceMinor)"
            case .file: path + (file.entry.hash.map { "=#" + $0.digest.hex.prefix(8) } ?? "")
            case .block, .fifo: path + " \(file.entry.kind)"
            }
        }
    }

    /// The names that share an inode with a name before them.
    var links: [String] {
        files.compactMap { file in file.hardLinkOf.map { "\(file.path) => \($0)" } }
    }

    /// The ambiguities but for parents that no layer names, which short layers are full of.
    var reports: [String] {
        ambiguities.filter { $0.kind != .implicitParent }.map { "\($0.kind.rawValue) \($0.path)" }
    }

    /// What ``notation`` says of files in the notation of ``LayerBuilder``.
    static func expected(_ files: [String]) -> [String] {
        files.map { file in
            if file.hasSuffix("/") || file.contains(" -> ") || file.contains(" : ") { return "/" + file }
            let parts = file.split(separator: "=", maxSplits: 1)
            let content = parts.count > 1 ? Array(parts[1].utf8) : []
            let hash = ContentHash(SHA256.hash(data: content)).digest.hex.prefix(8)
            return "/\(parts[0])=#\(hash)"
        }
    }
}
