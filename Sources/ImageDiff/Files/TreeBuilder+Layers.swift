// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension TreeBuilder {
    /// Puts a layer on top.
    ///
    /// - Throws: ``LayerError``.
    mutating func apply(_ contents: LayerContents) throws {
        layers.append(contents)
        allow(members: contents.members.count)
        if let rejection = contents.rejection {
            throw LayerError(layer: Int(layer), path: rejection.path, reason: rejection.reason)
        }
        for note in contents.notes { report(note) }
        hidden = [:]
        var position = 0
        do {
            try contents.members.names.withUnsafeBytes { names in
                if contents.members.markerCount > 0 { try hide(contents.members, names) }
                while position < contents.members.count {
                    try apply(contents, position, names)
                    position += 1
                }
            }
        } catch let limit as LimitReached {
            // The markers stand for the first member that has a limit to answer for.
            let path = contents.members.isEmpty ? "/" : contents.members.path(contents.members.records[position])
            throw LayerError(layer: Int(layer), path: path, reason: .limitExceeded(limit.what))
        }
    }

    private mutating func apply(_ contents: LayerContents, _ position: Int, _ names: UnsafeRawBufferPointer) throws {
        let record = contents.members.records[position]
        let path = UnsafeRawBufferPointer(rebasing: names[contents.members.pathRange(record)])
        switch record.role {
        case .whiteout, .opaque:
            try judge(record, path)
        case .stray:
            let isMarker = path.dropFirst(Int(record.lastComponent)).starts(with: CanonicalName.markerPrefix)
            report(.strayMarker, path, containerd: isMarker ? nil : "shows it as a file")
        case .file where contents.isOfFormat(record):
            break
        case .file, .directory, .symlink, .char, .block, .fifo, .hardLink:
            try put(contents.members, Int32(position), path, names)
        }
    }

    /// Puts a member into the tree.
    private mutating func put(
        _ members: LayerMembers,
        _ position: Int32,
        _ path: UnsafeRawBufferPointer,
        _ names: UnsafeRawBufferPointer
    ) throws {
        let record = members.records[Int(position)]
        if record.details >= 0, let details = members.details(record) { judge(record, details, path) }
        guard !path.isEmpty else {
            if nodes[0].layer == layer { report(.duplicate, path, losing: Self.root) }
            return replace(Self.root, with: makeInode(position), .directory)
        }
        let directory = try directory(UnsafeRawBufferPointer(rebasing: path[..<Int(record.lastComponent)]))
        let name = UnsafeRawBufferPointer(rebasing: path[Int(record.lastComponent)...])
        let existing = try find(name, in: directory)
        if !hidden.isEmpty { judge(whiteoutBefore: path, isDirectory: record.role == .directory) }
        if let existing, nodes[Int(existing)].layer == layer, !nodes[Int(existing)].isImplicit {
            report(.duplicate, path, losing: existing)
        }
        touch(directory)
        if record.role == .hardLink {
            let target = UnsafeRawBufferPointer(rebasing: names[members.targetRange(record)])
            return try link(record, members.details(record), name, in: directory, over: existing, to: target, path)
        }
        if let existing {
            replace(existing, with: makeInode(position), record.role)
        } else {
            _ = try makeNode(name, in: directory, role: record.role, inode: makeInode(position))
        }
    }

    /// Gives a name another file; a directory keeps what lies in it if the other is one, too.
    mutating func replace(_ node: Int32, with inode: Int32, _ role: MemberRecord.Role) {
        let old = nodes[Int(node)]
        if old.isDirectory, role != .directory {
            if old.touchedBelow == layer { report(.underNonDirectory, node) }
            removeChildren(of: node)
        }
        release(old.inode)
        nodes[Int(node)].inode = inode
        nodes[Int(node)].layer = layer
        nodes[Int(node)].isImplicit = false
        if old.role != role {
            nodes[Int(node)].role = role
            nodes[Int(node)].touchedBelow = -1
        }
    }

    /// Tells whether the layer has set a name, or something below it.
    func isTouched(_ node: Int32) -> Bool {
        let node = nodes[Int(node)]
        return node.touchedBelow == layer || node.layer == layer && !node.isImplicit
    }

    /// Notes that the layer sets something in a directory.
    private mutating func touch(_ directory: Int32) {
        var current = directory
        while current >= 0, nodes[Int(current)].touchedBelow != layer {
            nodes[Int(current)].touchedBelow = layer
            current = nodes[Int(current)].parent
        }
    }
}
