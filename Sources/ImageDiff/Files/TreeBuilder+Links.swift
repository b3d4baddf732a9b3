// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension TreeBuilder {
    /// Gives the file of another name a name more.
    mutating func link(
        _ record: MemberRecord,
        _ details: MemberDetails?,
        _ name: UnsafeRawBufferPointer,
        in directory: Int32,
        over existing: Int32?,
        to target: UnsafeRawBufferPointer,
        _ path: UnsafeRawBufferPointer
    ) throws {
        guard let node = try locate(target), try !lies(node, at: existing) else {
            let isLater = hidden[ByteString(target)]?.isPassed == false
            let shows = isLater ? "shows the link: its target's whiteout stands later" : "refuses the layer"
            report(.missingLinkTarget, path, containerd: shows)
            if let existing { remove(existing) }
            return
        }
        guard !nodes[Int(node)].isDirectory else {
            report(.missingLinkTarget, path, containerd: "refuses the layer: its target is a directory")
            if let existing { remove(existing) }
            return
        }
        let inode = nodes[Int(node)].inode
        judge(record, details, linkTo: inodes[Int(inode)], path)
        let role = nodes[Int(node)].role
        inodes[Int(inode)].names += 1
        if let existing {
            replace(existing, with: inode, role)
        } else {
            _ = try makeNode(name, in: directory, role: role, inode: inode)
        }
    }

    /// Tells whether a node is another or lies below it: it goes away when the other is replaced.
    private mutating func lies(_ node: Int32, at other: Int32?) throws -> Bool {
        guard let other else { return false }
        var current = node
        while current >= 0 {
            if current == other { return true }
            guard nodes[Int(other)].isDirectory else { return false }
            try charge(1)
            current = nodes[Int(current)].parent
        }
        return false
    }

    /// Reports a link whose header gives its file other attributes.
    ///
    /// The file has one set of them, and the link's header means nothing, as to tar. But some extractors act on it.
    private mutating func judge(
        _ link: MemberRecord,
        _ details: MemberDetails?,
        linkTo inode: TreeInode,
        _ path: UnsafeRawBufferPointer
    ) {
        let members = layers[Int(inode.layer)].members
        let file = members.records[Int(inode.member)]
        let known = members.details(file)?.extendedAttributes ?? [:]
        var found: [String] = []
        if link.mode != file.mode, file.role != .symlink { found.append("mode \(String(link.mode, radix: 8))") }
        if link.userID != file.userID || link.groupID != file.groupID {
            found.append("owner \(link.userID):\(link.groupID)")
        }
        for (key, value) in details?.extendedAttributes ?? [:] where known[key] != value {
            found.append("attribute \(key)")
        }
        guard !found.isEmpty else { return }
        report(
            .linkAttributes,
            path,
            containerd: "gives the file what the link has: " + found.sorted().joined(separator: ", ")
        )
    }
}
