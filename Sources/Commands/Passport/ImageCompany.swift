// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel

/// What is kept beside an image and says something about it: signatures, SBOMs, provenance.
///
/// That they are there is told, not that they are good: whoever may push may add one.
struct ImageCompany: Sendable {
    /// A manifest whose subject is the image.
    struct Referrer: Hashable, Sendable {
        let digest: Digest
        let artifactType: String
    }

    /// The referrers of index and manifest, by type.
    let referrers: [Referrer]
    /// The tags that signers derive from a digest.
    let companionTags: [Tag]

    /// Whether somebody signed.
    var hasSignature: Bool {
        companionTags.contains { $0.rawValue.hasSuffix(".sig") }
            || referrers.contains { referrer in
                ["vnd.dev.cosign", "vnd.dev.sigstore.bundle", "vnd.cncf.notary.signature"].contains {
                    referrer.artifactType.contains($0)
                }
            }
    }

    /// Looks for what belongs to some digests of one image.
    ///
    /// A registry that does not answer the question leaves it open: then nothing is found.
    static func find(of digests: [Digest], in source: any ImageSource) async throws -> ImageCompany {
        var referrers: Set<Referrer> = []
        var tags: [Tag] = []
        for digest in Set(digests).sorted() {
            for found in try await known({ try await source.referrers(of: digest) }) ?? [] {
                let type = found.artifactType ?? found.mediaType.rawValue
                referrers.insert(Referrer(digest: found.digest, artifactType: type))
            }
            for tag in CompanionTag.Kind.signers.compactMap({ Tag.companion($0, of: digest) }) {
                let found = try await known { try await source.resolve(.tag(tag)) }
                if found != nil { tags.append(tag) }
            }
        }
        return ImageCompany(
            referrers: referrers.sorted { ($0.artifactType, $0.digest) < ($1.artifactType, $1.digest) },
            companionTags: tags
        )
    }

    private static func known<Value>(_ ask: () async throws -> Value) async throws -> Value? {
        do {
            return try await ask()
        } catch let error as ClientError where [.notFound, .unsupported, .malformed].contains(error.code) {
            return nil
        }
    }
}
