// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension TreeBuilder {
    /// Where a path leads.
    private enum Resolution {
        case directory(Int32)
        /// It leads on to something that is not there, by so many links so far.
        case missing(in: Int32, rest: [UInt8], links: Int)
        /// It leads to something else than a directory, or round in circles.
        case obstructed
    }

    /// The most links that are followed on one path, as by containerd.
    private static let maximumLinks = 255

    /// Finds or makes the directory that a path means, links followed inside the root.
    mutating func directory(_ path: UnsafeRawBufferPointer) throws -> Int32 {
        var current = Self.root
        var components = PathComponents(path)
        while let name = components.next() {
            guard let child = try find(name, in: current) else {
                current = try makeDirectory(name, in: current)
                continue
            }
            switch nodes[Int(child)].role {
            case .directory: current = child
            case .symlink: current = try directory(through: child) ?? makeDirectory(insteadOf: child)
            default: current = makeDirectory(insteadOf: child)
            }
        }
        return current
    }

    /// Finds the directory that a path means, if it is there; ``followedLink`` tells how, and barriers are not followed.
    mutating func existingDirectory(_ path: UnsafeRawBufferPointer, barriers: Set<Int32> = []) throws -> Int32? {
        followedLink = nil
        guard case .directory(let directory) = try resolve(Array(path), from: Self.root, links: 0, barriers) else {
            return nil
        }
        return directory
    }

    /// Finds what a path names, if it is there; a link that stands last is not followed.
    mutating func locate(_ path: UnsafeRawBufferPointer) throws -> Int32? {
        guard let slash = path.lastIndex(of: .slash) else {
            return path.isEmpty ? Self.root : try find(path, in: Self.root)
        }
        guard let directory = try existingDirectory(UnsafeRawBufferPointer(rebasing: path[..<slash])) else {
            return nil
        }
        return try find(UnsafeRawBufferPointer(rebasing: path[(slash + 1)...]), in: directory)
    }
}

// MARK: - Links

extension TreeBuilder {
    /// Finds the directory that a link leads to, and makes it if it is not there; nil if something is in the way.
    private mutating func directory(through link: Int32) throws -> Int32? {
        reportFollowed(
            link,
            containerd: "with the overlayfs snapshotter, shows a directory with nothing but the files of this layer"
        )
        var resolution = try resolve(target(of: link), from: nodes[Int(link)].parent, links: 1, [])
        while case .missing(let directory, let rest, let links) = resolution {
            resolution = try rest.withUnsafeBytes { rest in
                var components = PathComponents(rest)
                guard let name = components.next() else { return .directory(directory) }
                let made = try makeDirectory(name, in: directory)
                return try resolve(Array(components.rest), from: made, links: links, [])
            }
        }
        guard case .directory(let directory) = resolution else { return nil }
        return directory
    }

    /// Reports that a layer reaches something by way of a link, once for each link.
    mutating func reportFollowed(_ link: Int32, containerd: String) {
        guard nodes[Int(link)].touchedBelow != layer else { return }
        nodes[Int(link)].touchedBelow = layer
        report(.throughSymlink, link, containerd: containerd)
    }

    private func target(of link: Int32) -> [UInt8] {
        let inode = inodes[Int(nodes[Int(link)].inode)]
        let members = layers[Int(inode.layer)].members
        return Array(members.names[members.targetRange(members.records[Int(inode.member)])])
    }

    /// Follows a path as far as it is there, after so many links; barriers are not followed.
    private mutating func resolve(
        _ path: [UInt8],
        from start: Int32,
        links: Int,
        _ barriers: Set<Int32>
    ) throws -> Resolution {
        var links = links
        var current = path.first == .slash ? Self.root : start
        var path = path
        while true {
            let step = try path.withUnsafeBytes { try walk($0, &current) }
            switch step {
            case .arrived: return .directory(current)
            case .missing(let rest): return .missing(in: current, rest: rest, links: links)
            case .met(let node, let rest):
                guard nodes[Int(node)].role == .symlink, links < Self.maximumLinks, !barriers.contains(node) else {
                    return .obstructed
                }
                links += 1
                if followedLink == nil { followedLink = node }
                let target = target(of: node)
                if target.first == .slash { current = Self.root }
                path = target + [.slash] + rest
                try charge(path.count / 64)
            }
        }
    }

    private enum Step {
        case arrived
        /// A name is not there; the rest begins with it.
        case missing(rest: [UInt8])
        /// Something that is no directory; the rest comes after it.
        case met(Int32, rest: [UInt8])
    }

    /// Goes from directory to directory.
    private mutating func walk(_ path: UnsafeRawBufferPointer, _ current: inout Int32) throws -> Step {
        var components = PathComponents(path)
        while true {
            let before = components.rest
            guard let name = components.next() else { return .arrived }
            if name.isDot { continue }
            if name.isDotDot {
                // The root's parent is the root.
                current = max(nodes[Int(current)].parent, Self.root)
                continue
            }
            guard let child = try find(name, in: current) else { return .missing(rest: Array(before)) }
            guard nodes[Int(child)].isDirectory else { return .met(child, rest: Array(components.rest)) }
            current = child
        }
    }
}

// MARK: - Directories that no layer names

extension TreeBuilder {
    private mutating func makeDirectory(_ name: UnsafeRawBufferPointer, in parent: Int32) throws -> Int32 {
        let node = try makeNode(
            name,
            in: parent,
            role: .directory,
            inode: makeDirectoryInode(in: parent),
            isImplicit: true
        )
        if !hidden.isEmpty { try judge(whiteoutBefore: node) }
        return node
    }

    /// Takes away what is in the way of an entry.
    private mutating func makeDirectory(insteadOf node: Int32) -> Int32 {
        let isOwn = nodes[Int(node)].layer == layer
        report(
            .underNonDirectory,
            node,
            containerd: isOwn ? "refuses the layer" : "refuses the layer, except with the overlayfs snapshotter"
        )
        replace(node, with: makeDirectoryInode(in: nodes[Int(node)].parent), .directory)
        nodes[Int(node)].isImplicit = true
        return node
    }

    /// A directory as the system makes it: below one that is setgid it is so, too, and has its group.
    private mutating func makeDirectoryInode(in parent: Int32) -> Int32 {
        let above = inodes[Int(nodes[Int(parent)].inode)]
        let inode = makeInode(-1)
        inodes[Int(inode)].inheritedGroup = above.inheritedGroup
        if above.member >= 0 {
            let record = layers[Int(above.layer)].members.records[Int(above.member)]
            if record.mode & 0o2000 != 0 { inodes[Int(inode)].inheritedGroup = record.groupID }
        }
        return inode
    }
}
