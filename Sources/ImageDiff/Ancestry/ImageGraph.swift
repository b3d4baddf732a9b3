// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Which image was built on which.
///
/// Layers are the best evidence; what an image or its provenance says is believed where the layers do not speak against
/// it. Only the nearest parent is kept: what follows from other edges is left out.
public struct ImageGraph: Sendable {
    /// The images, sorted by digest, each once.
    public let nodes: [ImageNode]
    /// The edges, sorted by child, then parent.
    public let edges: [ImageEdge]
    /// Edges that images claim and their layers deny: the child does not begin with the layers of the parent.
    public let contradictions: [ImageEdge]

    /// Creates the graph of some images.
    ///
    /// Nodes with one digest are one image with the references of all.
    public init(_ images: [ImageNode]) {
        let nodes = Self.merged(images)
        let parents = LayerParents(nodes)
        var builder = GraphBuilder(count: nodes.count)
        var contradictions: [ImageEdge] = []
        for child in nodes.indices {
            if let parent = parents.parent(of: child) { builder.add(parent: parent, child: child, .layers) }
        }
        let references = Self.references(of: nodes)
        for child in nodes.indices {
            for claim in Self.claims(of: nodes[child], parents, references) where claim.parent != child {
                let edge = ImageEdge(
                    parent: nodes[claim.parent].digest,
                    child: nodes[child].digest,
                    evidence: claim.evidence
                )
                let agrees = nodes[child].chain.begins(with: nodes[claim.parent].chain)
                if claim.isExact, claim.evidence == .annotation, !agrees { contradictions.append(edge) }
                // With a parent by layers, a claim adds what the layers cannot show, such as a stage of the build.
                if builder.hasParent(child), claim.evidence == .annotation { continue }
                builder.add(parent: claim.parent, child: child, claim.evidence)
            }
        }
        builder.reduce()
        self.nodes = nodes
        self.edges = builder.edges.map {
            ImageEdge(parent: nodes[$0.parent].digest, child: nodes[$0.child].digest, evidence: $0.evidence)
        }
        self.contradictions = contradictions
    }

    /// Creates a graph whose edges are known, such as one that a server looked up.
    ///
    /// Edges whose ends are not among the nodes are left out, and so are those that would close a circle: two images may
    /// claim to be built on each other.
    public init(nodes: [ImageNode], edges: [ImageEdge], contradictions: [ImageEdge] = []) {
        let nodes = Self.merged(nodes)
        let numbers = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($0.element.digest, $0.offset) })
        var builder = GraphBuilder(count: nodes.count)
        for evidence in [ImageEdge.Evidence.layers, .provenance, .annotation] {
            for edge in edges where edge.evidence == evidence {
                guard let parent = numbers[edge.parent], let child = numbers[edge.child] else { continue }
                builder.add(parent: parent, child: child, evidence)
            }
        }
        self.nodes = nodes
        self.edges = builder.edges.map {
            ImageEdge(parent: nodes[$0.parent].digest, child: nodes[$0.child].digest, evidence: $0.evidence)
        }
        self.contradictions = contradictions
    }

    private struct Claim {
        var parent: Int
        var evidence: ImageEdge.Evidence
        /// Whether a digest was named: a name may mean another image by now.
        var isExact: Bool
    }

    private static func claims(
        of node: ImageNode,
        _ parents: LayerParents,
        _ references: [String: [Int]]
    ) -> [Claim] {
        var claims: [Claim] = []
        if let digest = node.base?.digest {
            let named = parents.nodes(named: digest, for: node.platform)
            claims += named.prefix(1).map { Claim(parent: $0, evidence: .annotation, isExact: true) }
        } else if let name = node.base?.name {
            claims += (references[name] ?? []).prefix(1).map {
                Claim(parent: $0, evidence: .annotation, isExact: false)
            }
        }
        for digest in Set(node.materials).sorted() {
            let named = parents.nodes(named: digest, for: node.platform)
            claims += named.prefix(1).map { Claim(parent: $0, evidence: .provenance, isExact: true) }
        }
        return claims
    }

    private static func references(of nodes: [ImageNode]) -> [String: [Int]] {
        var found: [String: [Int]] = [:]
        for (index, node) in nodes.enumerated() {
            for reference in node.references { found[reference, default: []].append(index) }
        }
        return found
    }

    private static func merged(_ images: [ImageNode]) -> [ImageNode] {
        var byDigest: [Digest: ImageNode] = [:]
        for image in images {
            guard var known = byDigest[image.digest] else {
                byDigest[image.digest] = image
                continue
            }
            known.references += image.references
            known.indexes += image.indexes
            known.materials += image.materials
            known.base = known.base ?? image.base
            known.link = known.link ?? image.link
            byDigest[image.digest] = known
        }
        return byDigest.values.sorted { $0.digest < $1.digest }.map {
            var node = $0
            // Tags say more than digests, and the first reference is the image's title.
            node.references = Set(node.references).sorted {
                ($0.contains("@") ? 1 : 0, $0) < ($1.contains("@") ? 1 : 0, $1)
            }
            node.indexes = Set(node.indexes).sorted()
            return node
        }
    }
}
