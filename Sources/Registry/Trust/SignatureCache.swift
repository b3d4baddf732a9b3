// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Trust

/// The signatures that manifests bring, read once: both never change.
struct SignatureCache: Sendable {
    private let artifacts = GenerationalCache<Digest, [FoundSignature]>(generationCost: 5_000)

    func signatures(in artifact: Digest) -> [FoundSignature]? {
        artifacts.value(for: artifact)
    }

    func keep(_ signatures: [FoundSignature], in artifact: Digest) {
        artifacts.keep(signatures, for: artifact, cost: signatures.count + 1, ticket: artifacts.ticket())
    }
}
