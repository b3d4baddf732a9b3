// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// The directories of programs and libraries that are links in a tree, as `/bin` is to `/usr/bin` in most.
///
/// A package may name its file by either; the tree has it by one name only.
struct MergedDirectories: Sendable {
    private let links: [(name: [UInt8], target: [UInt8])]

    /// Looks for the links of a tree.
    init(in tree: FileTree) {
        links = Self.names.compactMap { name in
            guard tree[name]?.entry.kind == .symlink, let end = tree.trail(of: name).last, end != name else {
                return nil
            }
            return (name.bytes + [.slash], end.bytes + [.slash])
        }
    }

    /// Where a file is that a package calls by a name.
    func place(of path: [UInt8]) -> ByteString {
        for link in links where path.starts(with: link.name) {
            return ByteString(link.target + path[link.name.count...])
        }
        return ByteString(path)
    }

    private static let names: [ByteString] = [
        "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32",
        "/usr/lib64", "/usr/libx32",
    ]
}
