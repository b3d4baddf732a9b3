// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension TreeBuilder {
    func name(_ node: Int32) -> Range<Int> {
        let start = Int(nodes[Int(node)].nameStart)
        return start..<start + Int(nodes[Int(node)].nameLength)
    }

    func path(_ node: Int32) -> ByteString {
        var parts: [Range<Int>] = []
        var current = node
        while current != Self.root {
            parts.append(name(current))
            current = nodes[Int(current)].parent
        }
        guard !parts.isEmpty else { return "/" }
        var path: [UInt8] = []
        for part in parts.reversed() {
            path.append(.slash)
            path += names[part]
        }
        return ByteString(path)
    }

    /// Finds a name in a directory.
    mutating func find(_ name: UnsafeRawBufferPointer, in directory: Int32) throws -> Int32? {
        try charge(1)
        return names.withUnsafeBytes { names in
            table.find(NameTable.hash(directory, name)) { node in
                let candidate = nodes[Int(node)]
                guard candidate.parent == directory, Int(candidate.nameLength) == name.count else { return false }
                let start = Int(candidate.nameStart)
                return UnsafeRawBufferPointer(rebasing: names[start..<start + name.count]).order(name) == 0
            }
        }
    }

    /// Puts a new name into a directory.
    mutating func makeNode(
        _ name: UnsafeRawBufferPointer,
        in directory: Int32,
        role: MemberRecord.Role,
        inode: Int32,
        isImplicit: Bool = false
    ) throws -> Int32 {
        let pathLength = Int(nodes[Int(directory)].pathLength) + 1 + name.count
        pathBytes += Int64(pathLength)
        guard pathLength <= limits.nameLength + 1 else {
            throw LimitReached(what: "a path is longer than \(limits.nameLength) bytes")
        }
        guard nodes.count - freeNodes.count < limits.entries, pathBytes <= limits.totalMetadataSize else {
            throw LimitReached(what: "its tree has too many files")
        }
        guard names.count <= Int(UInt32.max) - name.count else {
            throw LimitReached(what: "its names take too many bytes")
        }
        let node = TreeNode(
            nameStart: UInt32(names.count),
            nameLength: UInt32(name.count),
            pathLength: UInt32(pathLength),
            parent: directory,
            nextSibling: nodes[Int(directory)].firstChild,
            inode: inode,
            layer: layer,
            role: role,
            isImplicit: isImplicit,
            isFoldable: name.contains { $0 >= 0x80 || (0x41...0x5a).contains($0) }
        )
        names += name
        let position: Int32
        if let free = freeNodes.popLast() {
            position = free
            nodes[Int(free)] = node
        } else {
            position = Int32(nodes.count)
            nodes.append(node)
        }
        if node.nextSibling >= 0 { nodes[Int(node.nextSibling)].previousSibling = position }
        nodes[Int(directory)].firstChild = position
        table.insert(NameTable.hash(directory, name), position)
        return position
    }

    /// Removes a name with all that lies below it.
    mutating func remove(_ node: Int32) {
        removeChildren(of: node)
        removeLeaf(node)
    }

    /// Removes all that lies below a directory.
    mutating func removeChildren(of directory: Int32) {
        // Without recursion: a tree can be deeper than the stack.
        var current = nodes[Int(directory)].firstChild
        while current >= 0 {
            let child = nodes[Int(current)].firstChild
            if child >= 0 {
                current = child
                continue
            }
            let parent = nodes[Int(current)].parent
            removeLeaf(current)
            let next = nodes[Int(parent)].firstChild
            current = next >= 0 ? next : parent == directory ? -1 : parent
        }
    }

    private mutating func removeLeaf(_ node: Int32) {
        let record = nodes[Int(node)]
        if record.previousSibling >= 0 {
            nodes[Int(record.previousSibling)].nextSibling = record.nextSibling
        } else {
            nodes[Int(record.parent)].firstChild = record.nextSibling
        }
        if record.nextSibling >= 0 { nodes[Int(record.nextSibling)].previousSibling = record.previousSibling }
        let range = name(node)
        let hash = names.withUnsafeBytes { NameTable.hash(record.parent, UnsafeRawBufferPointer(rebasing: $0[range])) }
        table.remove(hash, node)
        release(record.inode)
        pathBytes -= Int64(record.pathLength)
        nodes[Int(node)].isRemoved = true
        freeNodes.append(node)
    }
}

// MARK: - Inodes

extension TreeBuilder {
    /// A new file that has one name: the member of the layer that is being applied, or -1 for a directory that none names.
    mutating func makeInode(_ member: Int32) -> Int32 {
        let inode = TreeInode(layer: layer, member: member, names: 1)
        if let free = freeInodes.popLast() {
            inodes[Int(free)] = inode
            return free
        }
        inodes.append(inode)
        return Int32(inodes.count - 1)
    }

    mutating func release(_ inode: Int32) {
        inodes[Int(inode)].names -= 1
        if inodes[Int(inode)].names == 0 { freeInodes.append(inode) }
    }
}
