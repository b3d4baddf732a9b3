// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds the image that another was built on by their layers.
///
/// The parent is an image whose whole chain is the deepest one that the child's begins with. Among images with one chain
/// it is the one that the child names, else the one whose history the child's continues furthest, else the first by
/// digest. An image with the very same layers is a parent only if the child's history goes on from its own: else they
/// are two names for the same files.
///
/// The cost is that of a few look-ups a layer and step of history, whatever the number of images.
struct LayerParents {
    private struct Key: Hashable {
        var chain: Digest
        var history: ContentHash
    }

    private let nodes: [ImageNode]
    private let histories: [[ContentHash]]
    private var byChain: [Digest: Int] = [:]
    private var byHistory: [Key: Int] = [:]
    private var byName: [Digest: [Int]] = [:]

    /// Steps of a history that are looked at: more are made by nobody honest.
    private static let historyLimit = 1_024

    /// Takes nodes in the order of their digests.
    init(_ nodes: [ImageNode]) {
        self.nodes = nodes
        self.histories = nodes.map(Self.histories)
        for (index, node) in nodes.enumerated() {
            for name in [node.digest] + node.indexes { byName[name, default: []].append(index) }
            guard let whole = node.chain.whole, node.chain.isEvidence(upTo: node.chain.diffIDs.count) else { continue }
            if byChain[whole] == nil { byChain[whole] = index }
            let key = Key(chain: whole, history: histories[index][histories[index].count - 1])
            if byHistory[key] == nil { byHistory[key] = index }
        }
    }

    /// The nodes that a digest names: a manifest, or an index with its manifests; the one for a platform first.
    func nodes(named digest: Digest, for platform: Platform) -> [Int] {
        let found = byName[digest] ?? []
        let fitting = found.filter { NormalPlatform(nodes[$0].platform) == NormalPlatform(platform) }
        return fitting.isEmpty ? found : fitting
    }

    /// The parent of a node, if its layers show one.
    func parent(of child: Int) -> Int? {
        let node = nodes[child]
        let claimed = node.base?.digest.map { Set(nodes(named: $0, for: node.platform)) } ?? []
        for depth in stride(from: node.chain.chainIDs.count, to: 0, by: -1) {
            let chain = node.chain.chainIDs[depth - 1]
            guard let first = byChain[chain] else { continue }
            let isWhole = depth == node.chain.chainIDs.count
            if let parent = claimed.filter({ nodes[$0].chain.whole == chain }).min(), !isWhole { return parent }
            let steps = histories[child].dropLast(isWhole ? 1 : 0)
            for history in steps.reversed() {
                if let parent = byHistory[Key(chain: chain, history: history)] { return parent }
            }
            if !isWhole { return first }
        }
        return nil
    }

    /// The identity of each beginning of a history, the empty one first.
    private static func histories(_ node: ImageNode) -> [ContentHash] {
        var histories = [ContentHash(hashing: [])]
        for step in node.history.prefix(historyLimit) {
            let below = histories[histories.count - 1].digest.hex
            let text = "\(below)\n\(step.isEmptyLayer)\n\(step.created ?? "")\n\(step.createdBy)\n\(step.comment)"
            histories.append(ContentHash(hashing: Array(text.utf8)))
        }
        return histories
    }
}
