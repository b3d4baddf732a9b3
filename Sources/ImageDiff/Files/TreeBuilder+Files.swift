// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension TreeBuilder {
    /// Lists the tree, sorted by the bytes of the paths, and reports what can be seen only at the end.
    mutating func files() -> [FileTree.File] {
        hidden = [:]
        var files: [FileTree.File] = []
        files.reserveCapacity(nodes.count)
        if !nodes[0].isImplicit { files.append(FileTree.File(path: "/", entry: entry(Self.root))) }
        var firstNames: [Int32: ByteString] = [:]
        var prefix: [UInt8] = []
        // Without recursion: a tree can be deeper than the stack.
        var open = [Listing(items: sortedChildren(of: Self.root), prefixLength: 0)]
        while var listing = open.popLast() {
            guard let item = listing.next() else { continue }
            prefix.removeSubrange(listing.prefixLength...)
            open.append(listing)
            prefix.append(.slash)
            prefix += names[name(item.node)]
            guard !item.isContent else {
                open.append(Listing(items: sortedChildren(of: item.node), prefixLength: prefix.count))
                continue
            }
            let path = ByteString(prefix)
            let inode = nodes[Int(item.node)].inode
            var first: ByteString?
            if inodes[Int(inode)].names > 1 {
                first = firstNames[inode]
                if first == nil { firstNames[inode] = path }
            }
            if nodes[Int(item.node)].isImplicit { report(.implicitParent, item.node) }
            files.append(FileTree.File(path: path, entry: entry(item.node), hardLinkOf: first))
        }
        return files
    }

    private func entry(_ node: Int32) -> FileEntry {
        let node = nodes[Int(node)]
        let inode = inodes[Int(node.inode)]
        let layer = Int(node.layer)
        guard inode.member >= 0,
            let entry = layers[Int(inode.layer)].members.entry(at: Int(inode.member), layer: layer)
        else {
            return FileEntry(
                kind: .directory,
                mode: inode.inheritedGroup == nil ? 0o755 : 0o2755,
                groupID: inode.inheritedGroup ?? 0,
                layer: layer,
                isImplicit: true
            )
        }
        return entry
    }
}

// MARK: - Order

extension TreeBuilder {
    /// A name of a directory, or what lies below it.
    ///
    /// The two are apart because of names like `a` with `a/b` and `a-b`: by bytes, `a-b` stands between.
    private struct Item {
        var node: Int32
        var isContent: Bool
    }

    /// A directory that is being listed.
    private struct Listing {
        var items: [Item]
        var position = 0
        var prefixLength: Int

        mutating func next() -> Item? {
            guard position < items.count else { return nil }
            position += 1
            return items[position - 1]
        }
    }

    private mutating func sortedChildren(of directory: Int32) -> [Item] {
        var items: [Item] = []
        var isFoldable = false
        var child = nodes[Int(directory)].firstChild
        while child >= 0 {
            let node = nodes[Int(child)]
            items.append(Item(node: child, isContent: false))
            if node.firstChild >= 0 { items.append(Item(node: child, isContent: true)) }
            isFoldable = isFoldable || node.isFoldable
            child = node.nextSibling
        }
        names.withUnsafeBytes { names in
            items.sort { left, right in
                let leftName = UnsafeRawBufferPointer(rebasing: names[name(left.node)])
                let rightName = UnsafeRawBufferPointer(rebasing: names[name(right.node)])
                let common = min(leftName.count, rightName.count)
                let order = UnsafeRawBufferPointer(rebasing: leftName[..<common])
                    .order(UnsafeRawBufferPointer(rebasing: rightName[..<common]))
                guard order == 0 else { return order < 0 }
                return Self.byte(after: common, leftName, left) < Self.byte(after: common, rightName, right)
            }
        }
        if isFoldable { reportSimilarNames(items) }
        return items
    }

    /// What stands in the path after so many bytes of the name; an end comes before everything.
    private static func byte(after count: Int, _ name: UnsafeRawBufferPointer, _ item: Item) -> Int {
        if count < name.count { return Int(name[count]) }
        return item.isContent ? Int(UInt8.slash) : -1
    }

    /// Reports names of one directory that differ in letter case or Unicode normalisation only.
    private mutating func reportSimilarNames(_ items: [Item]) {
        var seen: Set<String> = []
        for item in items where !item.isContent {
            let folded = names[name(item.node)].map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
            // What is not UTF-8 has neither; texts are equal if they are after normalisation.
            guard let text = String(validating: folded, as: UTF8.self) else { continue }
            if !seen.insert(text).inserted { report(.similarName, item.node) }
        }
    }
}
