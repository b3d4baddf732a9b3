// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// How images come from those that were asked about: with as few claims as possible, then in as few steps.
struct AffectedPaths {
    /// An image with what it is built on by its layers.
    struct Node {
        /// The place where it was pushed first.
        let image: StoredImage
        /// The layers that other images may begin with; nil when they prove nothing.
        let family: LayerChain.ID?
        /// The nearest layers below its own that an image has.
        let lowerFamily: LayerChain.ID?
    }

    private struct Step {
        let parent: Digest?
        let evidence: AncestryGraph.Evidence
        let cost: Int
        /// Orders ways that cost the same.
        let rank: Int
    }

    /// More than the steps of any path: one claim outweighs them all.
    private static let costOfClaim = 1 << 32
    /// Images of the same layers beyond these are not tried as what others are built on.
    private static let maximumFamily = 100

    private let nodes: [Digest: Node]
    private let claims: [Digest: [Digest: Set<AncestryGraph.Evidence>]]
    private let children: [LayerChain.ID: [Digest]]
    private var tried: [LayerChain.ID: Int] = [:]
    private var steps: [Digest: Step] = [:]

    /// Finds the way to every image.
    init(
        from roots: Set<Digest>,
        through nodes: [Digest: Node],
        claims: [Digest: [Digest: Set<AncestryGraph.Evidence>]]
    ) {
        self.nodes = nodes
        self.claims = claims
        var children: [LayerChain.ID: [Digest]] = [:]
        for (digest, node) in nodes {
            if let lower = node.lowerFamily { children[lower, default: []].append(digest) }
        }
        self.children = children
        for root in roots { steps[root] = Step(parent: nil, evidence: .layers, cost: 0, rank: 0) }
        search(from: roots)
    }

    /// The images from the one asked about to this one; nil for one that was asked about or is not reached.
    func path(to digest: Digest) -> (digests: [Digest], evidence: AncestryGraph.Evidence)? {
        guard let last = steps[digest], last.parent != nil else { return nil }
        var digests = [digest]
        var next = last.parent
        while let digest = next {
            digests.append(digest)
            next = steps[digest]?.parent
        }
        return (digests.reversed(), last.evidence)
    }
}

// MARK: The search

extension AffectedPaths {
    /// Settles the images that cost least, and looks on from each; every step costs something.
    private mutating func search(from roots: Set<Digest>) {
        var waiting = [0: Array(roots)]
        while let cost = waiting.keys.min(), let reached = waiting.removeValue(forKey: cost) {
            // An image waits once for each cost it was found to have.
            let settled = Set(reached.filter { steps[$0]?.cost == cost })
            for digest in settled.sorted(by: comesBefore) {
                for (child, step) in next(after: digest, cost) where isBetter(step, than: steps[child]) {
                    if steps[child]?.cost != step.cost { waiting[step.cost, default: []].append(child) }
                    steps[child] = step
                }
            }
        }
    }

    private func next(after digest: Digest, _ cost: Int, _ family: LayerChain.ID) -> [(Digest, Step)] {
        (children[family] ?? []).map { child in
            let step = Step(
                parent: digest,
                evidence: .layers,
                cost: cost + 1,
                rank: rank(of: digest, asBaseOf: child)
            )
            return (child, step)
        }
    }

    private mutating func next(after digest: Digest, _ cost: Int) -> [(Digest, Step)] {
        var steps: [(Digest, Step)] = []
        if let family = nodes[digest]?.family, tried[family, default: 0] < Self.maximumFamily {
            tried[family, default: 0] += 1
            steps += next(after: digest, cost, family)
        }
        for (child, evidence) in claims[digest] ?? [:] {
            // What the builder recorded says more than what somebody wrote.
            let isRecorded = evidence.contains(.provenance)
            steps.append(
                (
                    child,
                    Step(
                        parent: digest,
                        evidence: isRecorded ? .provenance : .annotation,
                        cost: cost + Self.costOfClaim + 1,
                        rank: isRecorded ? 0 : 1
                    )
                )
            )
        }
        return steps
    }

    private func isBetter(_ step: Step, than known: Step?) -> Bool {
        guard let known else { return true }
        return (step.cost, step.rank) < (known.cost, known.rank)
    }

    /// Prefers, of images with the same layers, the one that the child names, else one of its platform.
    private func rank(of digest: Digest, asBaseOf child: Digest) -> Int {
        if claims[digest]?[child] != nil { return 0 }
        guard let base = nodes[digest]?.image.platform, let platform = nodes[child]?.image.platform else { return 2 }
        return base.fits(platform) ? 1 : 2
    }

    /// What was pushed first comes first.
    private func comesBefore(_ left: Digest, _ right: Digest) -> Bool {
        guard let first = nodes[left]?.image.pushedAt, let second = nodes[right]?.image.pushedAt else {
            return left < right
        }
        return (first, left) < (second, right)
    }
}
