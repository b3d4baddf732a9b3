// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

/// Signs images for two platforms and verifies all signatures of each, from bytes that lie in memory.
struct SignatureLoad {
    private static let authority = "registry.example.com"
    private static let repository = "platform/payments/checkout"

    let images: Int
    let seed: UInt64

    func measure(into figures: inout Figures) throws {
        var chance = Chance(seed: seed)
        let key = SigningKey.generate()
        let repository = try RepositoryName(Self.repository)
        var times = Times()
        for number in 0..<images {
            let tag = try Tag("1.\(number)")
            let targets = (0..<3).map { _ in
                Descriptor(
                    mediaType: .imageManifest,
                    digest: Digest(algorithm: .sha256, hash: chance.bytes(32)),
                    size: 1_400
                )
            }
            let publication = try times.making {
                try SignaturePublication(
                    signing: .init(targets[0], companion: nil),
                    children: targets.dropFirst().map { .init($0, companion: nil) },
                    key: key,
                    authority: Self.authority,
                    repository: repository,
                    tag: tag,
                    creator: "logload",
                    time: Timestamp(microseconds: 1_700_000_000_000_000)
                )
            }
            let count = try times.verifying {
                try verified(publication, of: targets.map(\.digest), as: tag, in: repository, by: key.verificationKey)
            }
            guard count == publication.identities.count else {
                throw LoadError("\(count) of \(publication.identities.count) signatures were found good")
            }
        }
        times.add("signatures", to: &figures)
    }

    /// How many signatures are good, after everything that came was hashed, read and judged.
    private func verified(
        _ publication: SignaturePublication,
        of digests: [Digest],
        as tag: Tag,
        in repository: RepositoryName,
        by key: VerificationKey
    ) throws -> Int {
        var blobs: [Digest: [UInt8]] = [:]
        for blob in publication.blobs { blobs[Digest(sha256Of: blob.bytes)] = blob.bytes }
        let found = try publication.manifests.flatMap { published in
            SignatureArtifact.signatures(
                in: try Manifest(published.bytes),
                digest: Digest(sha256Of: published.bytes)
            ) { blobs[$0] }
        }
        let trusted = TrustedKey(name: "release", key: key, state: .active)
        return digests.reduce(0) { count, digest in
            let judgement = TrustJudgement(
                requirements: [TrustRequirement(keys: ["release"])],
                keys: [trusted],
                signatures: found.filter { $0.subject == digest }.map { SeenSignature($0, firstSeen: nil) },
                digest: digest,
                repository: repository,
                tag: tag,
                authorities: AcceptedAuthorities([Self.authority])
            )
            return judgement.isMet ? count + judgement.signatures.count { $0.outcome == .tagBound } : count
        }
    }
}
