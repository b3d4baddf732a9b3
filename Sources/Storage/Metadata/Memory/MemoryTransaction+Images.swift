// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

// MARK: Images

extension MemoryTransaction {
    func image(_ manifest: Digest, in repository: RepositoryName) throws -> StoredImage? {
        guard let content = state.repositories[repository], let image = content.images[manifest],
            let manifest = content.manifests[manifest]
        else { return nil }
        return StoredImage(
            repository: repository,
            manifest: manifest.digest,
            config: image.record.config,
            platform: image.record.platform,
            chain: image.chain,
            layers: image.record.layers.count,
            visibility: manifest.visibility,
            pushedBy: manifest.pushedBy,
            pushedAt: manifest.pushedAt
        )
    }

    func images(in repository: RepositoryName, after: Digest?, limit: Int) throws -> [StoredImage] {
        guard let manifests = state.repositories[repository]?.images.keys else { return [] }
        let listed = manifests.filter { manifest in after.map { manifest > $0 } ?? true }.sorted()
        return try Array(listed.lazy.compactMap { try image($0, in: repository) }.prefix(limit))
    }

    func visitImages(of chain: LayerChain.ID, _ body: (StoredImage) throws -> VisitOutcome) throws {
        for place in state.chains.places(of: chain) {
            guard let image = try image(place.manifest, in: place.repository) else { continue }
            guard try body(image) == .proceed else { return }
        }
    }

    func putImage(_ image: ImageRecord, of manifest: Digest, in repository: RepositoryName) throws {
        let place = MemoryLayerChains.Place(repository: repository, manifest: manifest)
        let previous = state.repositories[repository]?.images[manifest]
        let chain = state.chains.insert(place, layers: image.layers)
        change(repository) { $0.images[manifest] = MemoryImage(record: image, chain: chain) }
        if let previous, previous.chain != chain { state.chains.remove(place, from: previous.chain) }
    }

    func removeImage(_ manifest: Digest, in repository: RepositoryName) {
        state.repositories[repository]?.baseClaims[manifest] = nil
        guard let image = state.repositories[repository]?.images.removeValue(forKey: manifest) else { return }
        state.chains.remove(.init(repository: repository, manifest: manifest), from: image.chain)
    }
}

// MARK: Chains

extension MemoryTransaction {
    func lineage(of chain: LayerChain.ID) throws -> [LayerChain] {
        state.chains.lineage(of: chain)
    }

    func chains(withID chainID: Digest) throws -> [LayerChain] {
        state.chains.chains(withID: chainID)
    }

    func visitChains(above chain: LayerChain.ID, _ body: (LayerChain, StoredImage?) throws -> VisitOutcome) throws {
        for chain in state.chains.chains(above: chain) {
            let images = try state.chains.places(of: chain.id).compactMap { try image($0.manifest, in: $0.repository) }
            for image in images.isEmpty ? [nil] : images.map(Optional.some) {
                guard try body(chain, image) == .proceed else { return }
            }
        }
    }
}

// MARK: Claims

extension MemoryTransaction {
    func baseClaims(about image: Digest, in repository: RepositoryName) throws -> [BaseClaim] {
        let claims = state.repositories[repository]?.baseClaims.values.joined().filter { $0.image == image }
        return claims?.sorted { Self.order($0) < Self.order($1) } ?? []
    }

    func visitBaseClaims(of base: Digest, _ body: (BaseClaim) throws -> VisitOutcome) throws {
        for content in state.repositories.values {
            for claim in content.baseClaims.values.joined() where claim.base == base {
                guard try body(claim) == .proceed else { return }
            }
        }
    }

    func putBaseClaims(_ claims: [BaseClaim], of manifest: Digest, in repository: RepositoryName) throws {
        change(repository) { $0.baseClaims[manifest] = claims.isEmpty ? nil : claims }
    }

    private static func order(_ claim: BaseClaim) -> (String, String, String) {
        (claim.manifest.rawValue, claim.evidence.rawValue, claim.base?.rawValue ?? "")
    }
}
