// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// A file of the layers below that a whiteout hides.
struct HiddenFile {
    /// Whether it is a directory with something in it.
    var hasContent: Bool
    /// Whether the whiteout stands before the member that is being applied.
    var isPassed = false
}

extension TreeBuilder {
    /// Takes away what a layer's markers hide.
    ///
    /// All of them are about the tree as the layers below leave it: where they stand in the archive, and what other
    /// markers do, is of no account.
    mutating func hide(_ members: LayerMembers, _ names: UnsafeRawBufferPointer) throws {
        var doomed: [Int32] = []
        var emptied: [Int32] = []
        var barriers: Set<Int32>?
        for record in members.records where record.role.isMarker {
            let path = UnsafeRawBufferPointer(rebasing: names[members.pathRange(record)])
            let parent = UnsafeRawBufferPointer(rebasing: path[..<Int(record.lastComponent)])
            if barriers == nil { barriers = try replacedLinks(members, names) }
            let directory = try existingDirectory(parent, barriers: barriers ?? [])
            if directory != nil, let link = followedLink {
                reportFollowed(link, containerd: "with the overlayfs snapshotter, shows an empty directory")
            }
            guard record.role == .whiteout else {
                if let directory { emptied.append(directory) }
                continue
            }
            let name = UnsafeRawBufferPointer(rebasing: path[(Int(record.lastComponent) + prefixLength)...])
            let target = try directory.flatMap { try find(name, in: $0) }
            let hasContent = target.map { nodes[Int($0)].firstChild >= 0 } ?? false
            hidden[hiddenPath(record, path)] = HiddenFile(hasContent: hasContent)
            if let target { doomed.append(target) } else { report(.strayMarker, path) }
        }
        for directory in emptied where !nodes[Int(directory)].isRemoved { removeChildren(of: directory) }
        for node in doomed where !nodes[Int(node)].isRemoved { remove(node) }
    }

    /// The links that the layer replaces by directories: what it hides there is in the new directory, so nothing at all.
    private mutating func replacedLinks(_ members: LayerMembers, _ names: UnsafeRawBufferPointer) throws -> Set<Int32> {
        var links: Set<Int32> = []
        for record in members.records where record.role == .directory {
            let path = UnsafeRawBufferPointer(rebasing: names[members.pathRange(record)])
            if let node = try locate(path), nodes[Int(node)].role == .symlink { links.insert(node) }
        }
        return links
    }

    private var prefixLength: Int { CanonicalName.markerPrefix.count }

    private func hiddenPath(_ record: MemberRecord, _ path: UnsafeRawBufferPointer) -> ByteString {
        let last = Int(record.lastComponent)
        return ByteString(Array(path[..<last]) + Array(path[(last + prefixLength)...]))
    }
}

// MARK: - Judgement

extension TreeBuilder {
    /// Reports a marker that comes after what it would hide, if it were about its own layer.
    mutating func judge(_ record: MemberRecord, _ path: UnsafeRawBufferPointer) throws {
        let parent = UnsafeRawBufferPointer(rebasing: path[..<Int(record.lastComponent)])
        let key = record.role == .whiteout ? hiddenPath(record, path) : ByteString(path)
        if hidden[key, default: HiddenFile(hasContent: false)].isPassed { return report(.duplicate, path) }
        hidden[key, default: HiddenFile(hasContent: false)].isPassed = true
        guard let directory = try existingDirectory(parent) else { return }
        if let link = followedLink, nodes[Int(link)].layer == layer {
            let shows = "without the overlayfs snapshotter, hides files where the link leads"
            reportFollowed(link, containerd: shows)
        }
        guard record.role == .whiteout else {
            guard nodes[Int(directory)].touchedBelow == layer else { return }
            let loses = try hasUnnamedDirectory(in: directory)
            let shows = "without the overlayfs snapshotter, loses the files in directories that the layer does not name"
            return report(.lateOpaque, path, containerd: loses ? shows : nil)
        }
        let name = UnsafeRawBufferPointer(rebasing: path[(Int(record.lastComponent) + prefixLength)...])
        guard let node = try find(name, in: directory), isTouched(node) else { return }
        report(.whiteoutAfterEntry, node, containerd: "removes it; with the overlayfs snapshotter, refuses the layer")
    }

    /// Reports an entry whose path a whiteout names that stands before it.
    mutating func judge(whiteoutBefore path: UnsafeRawBufferPointer, isDirectory: Bool) {
        guard let file = hidden[ByteString(path)], file.isPassed else { return }
        let shows = "with the overlayfs snapshotter, shows in it what the layers below have there"
        report(.whiteoutBeforeEntry, path, containerd: isDirectory && file.hasContent ? shows : nil)
    }

    /// Reports a directory that is made only because something lies in it, although a whiteout names it.
    mutating func judge(whiteoutBefore node: Int32) throws {
        try charge(Int(nodes[Int(node)].pathLength) / 32)
        guard hidden[ByteString(path(node).bytes.dropFirst())]?.isPassed == true else { return }
        report(.whiteoutBeforeEntry, node, containerd: "with the overlayfs snapshotter, refuses the layer")
    }

    /// Reports what overlay file systems take for something of their own.
    mutating func judge(_ record: MemberRecord, _ details: MemberDetails, _ path: UnsafeRawBufferPointer) {
        if record.role == .char, details.deviceMajor == 0, details.deviceMinor == 0 {
            report(.overlayWhiteout, path, containerd: "with the overlayfs snapshotter, shows nothing there")
        }
        guard record.role != .hardLink else { return }
        for prefix in Self.overlayPrefixes
        where details.extendedAttributes.keys.contains(where: { $0.bytes.starts(with: prefix) }) {
            report(.overlayAttribute, path, containerd: "with the overlayfs snapshotter, acts on the attribute")
        }
    }

    private static let overlayPrefixes = [Array("trusted.overlay.".utf8), Array("user.overlay.".utf8)]

    /// Tells whether the layer has set something below a directory in another one that it does not name itself.
    private mutating func hasUnnamedDirectory(in directory: Int32) throws -> Bool {
        var pending = [directory]
        while let parent = pending.popLast() {
            var child = nodes[Int(parent)].firstChild
            while child >= 0 {
                try charge(1)
                let node = nodes[Int(child)]
                if node.isDirectory, node.touchedBelow == layer {
                    guard node.layer == layer, !node.isImplicit else { return true }
                    pending.append(child)
                }
                child = node.nextSibling
            }
        }
        return false
    }
}

// MARK: - Reports

extension TreeBuilder {
    mutating func report(
        _ kind: Ambiguity.Kind,
        _ path: UnsafeRawBufferPointer,
        containerd: String? = nil,
        losing loser: Int32? = nil
    ) {
        guard log.hasRoom(for: kind, in: Int(layer)) else { return }
        let path = ByteString([.slash] + Array(path))
        let detail = loser.flatMap { description(ofLoser: $0) }
        log.add(Ambiguity(kind: kind, path: path, layer: Int(layer), containerd: containerd, detail: detail))
    }

    mutating func report(_ kind: Ambiguity.Kind, _ node: Int32, containerd: String? = nil) {
        guard log.hasRoom(for: kind, in: Int(layer)) else { return }
        log.add(Ambiguity(kind: kind, path: path(node), layer: Int(nodes[Int(node)].layer), containerd: containerd))
    }

    mutating func report(_ note: LayerNote) {
        switch note {
        case .trailingData: log.add(Ambiguity(kind: .trailingData, path: "/", layer: Int(layer)))
        case .parentReference(let path): log.add(Ambiguity(kind: .escapingName, path: path, layer: Int(layer)))
        case .tableOfContents(let path, let shows):
            let shows = "with the stargz snapshotter, shows \(shows)"
            log.add(Ambiguity(kind: .tocMismatch, path: path, layer: Int(layer), containerd: shows))
        case .uncheckedPieces(let claims):
            let path = ByteString([.slash] + TableOfContents.name)
            let detail = "the digests of pieces of files were not checked: \(claims.digest)"
            log.add(Ambiguity(kind: .tocMismatch, path: path, layer: Int(layer), detail: detail))
        case .unlisted:
            let detail = "more notes about its members than are kept"
            log.add(Ambiguity(kind: .unlisted, path: "/", layer: Int(layer), detail: detail))
        case .missingEndMarker, .notCaptured: break
        }
    }
}
