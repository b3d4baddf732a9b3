// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The chains of layers of a ``MemoryMetadataStore``, and which images have them.
struct MemoryLayerChains: Sendable {
    struct Place: Hashable, Sendable {
        let repository: RepositoryName
        let manifest: Digest
    }

    private struct Entry {
        var chain: LayerChain
        let chainID: Digest
        let depth: Int
        var places: Set<Place> = []
    }

    private var entries: [LayerChain.ID: Entry] = [:]
    private var bare: Set<Place> = []
    private var last: Int64 = 0

    func places(of chain: LayerChain.ID) -> [Place] {
        (entries[chain]?.places ?? (chain == .empty ? bare : []))
            .sorted { ($0.repository, $0.manifest) < ($1.repository, $1.manifest) }
    }

    func lineage(of chain: LayerChain.ID) -> [LayerChain] {
        var lineage: [LayerChain] = []
        while let entry = entries[lineage.last?.parent ?? chain] { lineage.append(entry.chain) }
        return lineage
    }

    func chains(withID chainID: Digest) -> [LayerChain] {
        entries.values.filter { $0.chainID == chainID }.map(\.chain).sorted { $0.id.rawValue < $1.id.rawValue }
    }

    /// The chains that lie on a chain, those with fewer layers first.
    func chains(above chain: LayerChain.ID) -> [LayerChain] {
        entries.values.filter { entry in entry.chain.id != chain && isBelow(chain, entry.chain) }
            .sorted { ($0.depth, $0.chain.diffIDs[0]) < ($1.depth, $1.chain.diffIDs[0]) }
            .map(\.chain)
    }

    private func isBelow(_ lower: LayerChain.ID, _ chain: LayerChain) -> Bool {
        lower == .empty || lineage(of: chain.id).contains { $0.id == lower }
    }

    private func chains(on parent: LayerChain.ID) -> [LayerChain] {
        entries.values.filter { $0.chain.parent == parent }.map(\.chain)
    }
}

// MARK: Changing

extension MemoryLayerChains {
    mutating func insert(_ place: Place, layers: [ImageRecord.Layer]) -> LayerChain.ID {
        var chain = LayerChain.ID.empty
        var rest = layers[...]
        while let lowest = rest.first {
            let next = chains(on: chain).first { $0.diffIDs.first == lowest.diffID }
            let count = next?.countShared(with: rest) ?? rest.count
            let lower = chain
            let shared = rest.prefix(count)
            rest.removeFirst(count)
            if let next, next.diffIDs.count == count {
                chain = next.id
                continue
            }
            chain = make(on: lower, Array(shared), depth: rest.startIndex)
            if let next {
                entries[next.id]?.chain = LayerChain(
                    id: next.id,
                    parent: chain,
                    diffIDs: Array(next.diffIDs.dropFirst(count))
                )
            }
        }
        if chain == .empty { bare.insert(place) } else { entries[chain]?.places.insert(place) }
        return chain
    }

    mutating func remove(_ place: Place, from chain: LayerChain.ID) {
        if chain == .empty { bare.remove(place) }
        entries[chain]?.places.remove(place)
        var next = chain
        while let unused = entries[next], unused.places.isEmpty {
            let above = chains(on: next)
            guard above.count < 2 else { return }
            entries[next] = nil
            next = unused.chain.parent
            guard let upper = above.first else { continue }
            entries[upper.id]?.chain = LayerChain(
                id: upper.id,
                parent: next,
                diffIDs: unused.chain.diffIDs + upper.diffIDs
            )
            return
        }
    }

    private mutating func make(on parent: LayerChain.ID, _ layers: [ImageRecord.Layer], depth: Int) -> LayerChain.ID {
        guard let top = layers.last else { return parent }
        last += 1
        let chain = LayerChain(id: LayerChain.ID(rawValue: last), parent: parent, diffIDs: layers.map(\.diffID))
        entries[chain.id] = Entry(chain: chain, chainID: top.chainID, depth: depth)
        return chain.id
    }
}

/// What a ``MemoryMetadataStore`` holds of one image.
struct MemoryImage: Sendable {
    let record: ImageRecord
    let chain: LayerChain.ID
}
