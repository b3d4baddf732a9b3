// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension GraphExploration {
    /// What the images found are built on, as far as that was found, too.
    mutating func edges() throws -> [AncestryGraph.Edge] {
        beginAnew()
        let families = try families()
        var edges: Set<AncestryGraph.Edge> = []
        for (digest, found) in images {
            let lineage = try lineage(of: found.places[0].chain)
            var claimed: Set<Digest> = []
            for place in found.places {
                for claimedBase in try basesClaimed(for: place) where images[claimedBase.image.manifest] != nil {
                    let base = claimedBase.image
                    let lower = try self.lineage(of: base.chain)
                    // Provenance names all that a build used; nobody says that the layers begin with each of it.
                    let speaksOfLayers = claimedBase.evidence == .annotation
                    if speaksOfLayers { claimed.insert(base.manifest) }
                    edges.insert(
                        AncestryGraph.Edge(
                            parent: base.manifest,
                            child: digest,
                            evidence: claimedBase.evidence,
                            isContradicted: speaksOfLayers && (lower.first.map { !lineage.contains($0) } ?? false)
                        )
                    )
                }
            }
            guard let family = lineage.dropFirst().lazy.compactMap({ families[$0] }).first,
                let parent = Self.parent(of: found.first, in: family, claimed)
            else { continue }
            edges.insert(
                AncestryGraph.Edge(parent: parent, child: digest, evidence: .layers, isContradicted: false)
            )
        }
        return edges.sorted {
            ($0.parent, $0.child, $0.evidence.rawValue) < ($1.parent, $1.child, $1.evidence.rawValue)
        }
    }

    /// The images found by their layers, without those whose layers prove nothing; the ones pushed first come first.
    private mutating func families() throws -> [LayerChain.ID: [StoredImage]] {
        var families: [LayerChain.ID: [StoredImage]] = [:]
        for found in images.values where try !lineage(of: found.places[0].chain).isEmpty {
            families[found.places[0].chain, default: []].append(found.first)
        }
        return families.mapValues { family in
            family.sorted { ($0.pushedAt, $0.manifest) < ($1.pushedAt, $1.manifest) }
        }
    }

    /// The one of several images with the same layers that another is taken to be built on.
    private static func parent(
        of image: StoredImage,
        in family: [StoredImage],
        _ claimed: Set<Digest>
    ) -> Digest? {
        let parent =
            family.first { claimed.contains($0.manifest) } ?? family.first { $0.platform.fits(image.platform) }
            ?? family.first
        return parent?.manifest
    }
}
