// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Puts layers on top of each other.
///
/// The tree is kept in arrays of small records: a few hundred thousand files take a few tens of megabytes.
struct TreeBuilder {
    /// The node of `/`.
    static let root: Int32 = 0

    let limits: ArchiveLimits
    var layers: [LayerContents] = []
    var nodes: [TreeNode] = []
    var inodes: [TreeInode] = []
    /// The bytes of all names.
    var names: [UInt8] = []
    var log = AmbiguityLog()
    /// What the layer that is being applied hides.
    var hidden: [ByteString: HiddenFile] = [:]
    /// The first link that was followed to find the last directory.
    var followedLink: Int32?
    var table = NameTable()
    var freeNodes: [Int32] = []
    var freeInodes: [Int32] = []
    /// The bytes that the absolute paths of all nodes have together.
    var pathBytes: Int64 = 0
    /// How many look-ups may still be made: some for each member, far more than honest ones need.
    private var allowance: Int

    private static let allowancePerMember = 64

    /// A limit that the layers exceed.
    struct LimitReached: Error {
        var what: String
    }

    init(limits: ArchiveLimits, allowance: Int = 1 << 24) {
        self.limits = limits
        self.allowance = allowance
        let inode = TreeInode(layer: -1, member: -1, names: 1)
        inodes.append(inode)
        nodes.append(
            TreeNode(
                nameStart: 0,
                nameLength: 0,
                pathLength: 0,
                parent: -1,
                inode: 0,
                layer: -1,
                role: .directory,
                isImplicit: true,
                isFoldable: false
            )
        )
    }

    /// The layer that is being applied.
    var layer: Int32 { Int32(layers.count - 1) }

    var ambiguities: [Ambiguity] { log.ambiguities }

    /// Allows the work that so many members need.
    mutating func allow(members: Int) {
        allowance += members * Self.allowancePerMember
    }

    /// Counts work, lest links that lead through links take for ever.
    mutating func charge(_ count: Int) throws {
        allowance -= count
        guard allowance >= 0 else { throw LimitReached(what: "its paths lead through too many links and directories") }
    }
}
