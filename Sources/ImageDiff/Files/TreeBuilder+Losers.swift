// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension TreeBuilder {
    /// What an entry is that another one takes the place of; nil for a directory that no layer names.
    func description(ofLoser node: Int32) -> String? {
        let inode = inodes[Int(nodes[Int(node)].inode)]
        guard inode.member >= 0,
            let entry = layers[Int(inode.layer)].members.entry(at: Int(inode.member))
        else { return nil }
        var parts = [
            "\(entry.kind.rawValue) of mode \(String(entry.mode, radix: 8)) and owner \(entry.userID):\(entry.groupID)"
        ]
        if let hash = entry.hash { parts.append("content \(hash.digest)") }
        if entry.kind == .symlink { parts.append("target '\(entry.target)'") }
        if entry.kind == .char || entry.kind == .block {
            parts.append("device \(entry.deviceMajor):\(entry.deviceMinor)")
        }
        if !entry.extendedAttributes.isEmpty {
            parts.append("attributes \(Self.hash(of: entry.extendedAttributes).digest)")
        }
        return parts.joined(separator: ", ")
    }

    /// A hash of attributes; each part is led by its length, lest two sets of them read alike.
    private static func hash(of attributes: [ByteString: [UInt8]]) -> ContentHash {
        var bytes: [UInt8] = []
        for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
            bytes += "\(key.bytes.count):".utf8
            bytes += key.bytes
            bytes += "\(value.count):".utf8
            bytes += value
        }
        return ContentHash(hashing: bytes)
    }
}
