// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import NIOCore
internal import OCIModel
internal import Storage

extension Registry {
    /// The most bytes of statements that are read for one manifest, and the most layers that are looked at.
    private static let maximumStatements = (bytes: 2 * Int64(ProvenanceStatement.maximumSize), layers: 64)
    /// The most attestations of an index that are looked at; builders make one for each platform.
    private static let maximumAttestations = 64

    /// The bases that a manifest of statements names for the images that the statements are about.
    ///
    /// A manifest that refers to an image speaks of that one alone.
    func provenance(in manifest: Manifest, _ digest: Digest) async -> ManifestAncestry {
        var claims = ClaimedBases()
        for statement in await statements(in: manifest, digest) {
            let images = manifest.subject.map { statement.subjects.intersection([$0.digest]) } ?? statement.subjects
            for image in images.sorted() { claims.add(statement.bases, of: image, .provenance) }
        }
        return ManifestAncestry(claims: claims)
    }

    /// The bases that the attestations of an index name for images that only the index says they are about.
    func provenance(listedBy index: Manifest) async -> ClaimedBases {
        var claims = ClaimedBases()
        for (entry, image) in index.attestations.prefix(Self.maximumAttestations) {
            guard let attestation = await attestation(entry) else { continue }
            for statement in await statements(in: attestation, entry.digest) where !statement.subjects.contains(image) {
                claims.add(statement.bases, of: image, .provenance)
            }
        }
        return claims
    }

    private func attestation(_ entry: Descriptor) async -> Manifest? {
        do {
            let bytes = try await verified(entry.digest, limit: Manifest.maximumSize)
            return try Manifest(bytes, declared: entry.mediaType)
        } catch {
            note(error, of: entry.digest)
            return nil
        }
    }

    /// The provenance among a manifest's layers.
    private func statements(in manifest: Manifest, _ digest: Digest) async -> [ProvenanceStatement] {
        var rest = Self.maximumStatements.bytes
        var statements: [ProvenanceStatement] = []
        for layer in manifest.layers.prefix(Self.maximumStatements.layers) where layer.mayHoldProvenance {
            guard let form = ProvenanceStatement.Form(layer.mediaType) else { continue }
            rest -= layer.size
            guard rest >= 0 else { break }
            do {
                let bytes = try await verified(layer.digest, limit: Int(layer.size))
                statements.append(try ProvenanceStatement(bytes, form))
            } catch {
                note(error, of: digest)
            }
        }
        return statements
    }

    /// Content by its digest alone; that the repository has it is checked by whoever records what is made of it.
    private func verified(_ digest: Digest, limit: Int) async throws -> [UInt8] {
        guard let bytes = try await blobs.bytes(of: digest, limit: limit) else {
            throw StoreError(.failure, "\(digest) is not stored")
        }
        guard Digest(of: bytes, algorithm: digest.algorithm) == digest else {
            throw StoreError(.corrupt, "the stored bytes of \(digest) are damaged")
        }
        return Array(bytes.readableBytesView)
    }

    private func note(_ error: any Error, of digest: Digest) {
        log.debug(
            "a statement is not put into the index of images",
            metadata: ["digest": "\(digest)", "reason": "\(error)"]
        )
    }
}

extension Descriptor {
    /// Tells whether a layer may be a statement of provenance that is read.
    ///
    /// Lists of packages, which are large, say by their annotation that they are something else.
    fileprivate var mayHoldProvenance: Bool {
        let type = annotations["in-toto.io/predicate-type"] ?? annotations["predicateType"]
        return mustBePresent && size <= Int64(ProvenanceStatement.maximumSize)
            && type?.hasPrefix("https://slsa.dev/provenance/") ?? true
    }
}

extension Manifest {
    /// The entries that are attestations, each with the image that the index says it is about.
    fileprivate var attestations: [(Descriptor, Digest)] {
        manifests.compactMap { entry in
            guard !entry.hasURLs, entry.annotations["vnd.docker.reference.type"] == "attestation-manifest",
                let image = entry.annotations["vnd.docker.reference.digest"]
            else { return nil }
            // What is no digest names nothing that could be looked up.
            return (try? Digest(image)).map { (entry, $0) }
        }
    }
}
