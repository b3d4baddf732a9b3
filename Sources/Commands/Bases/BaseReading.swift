// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import ImageReading
import OCIClient
import OCIModel

/// Reads what a base was and is from its registry.
struct BaseReading {
    let access: ImageAccess
    /// The name of the base, with its tag.
    let tag: Reference
    let platform: Platform

    /// What is to be judged of an image.
    ///
    /// One HEAD where the tag still means what was built on; else both are read by digest, as far as they are there.
    func question(
        about image: BaseContent,
        builtOn digest: Digest?,
        evidence: [BaseEvidence]
    ) async throws -> (BaseQuestion, current: Digest?) {
        let current: Digest
        do {
            current = try await access.withSource(.registry(tag)) { source in
                try await source.resolve(tag.manifestReference).digest
            }
        } catch let error as ClientError where error.code == .notFound {
            return (
                BaseQuestion(
                    image: image,
                    then: nil,
                    now: .unknown("\(tag) is not there any more"),
                    evidence: evidence
                ), nil
            )
        }
        if let digest, digest == current {
            let meaning = BaseMeaning(digest: current)
            return (BaseQuestion(image: image, then: meaning, now: .meaning(meaning), evidence: evidence), current)
        }
        let then: BaseMeaning? =
            if let digest { try await meaning(of: digest) ?? BaseMeaning(digest: digest) } else { nil }
        guard let now = try await meaning(of: current) else {
            return (
                BaseQuestion(
                    image: image,
                    then: then,
                    now: .unknown("\(tag) moved while it was read; ask again"),
                    evidence: evidence
                ), current
            )
        }
        guard now.image != nil else {
            let dropped = BaseQuestion.Now.dropped(current, platform: "\(platform)")
            return (BaseQuestion(image: image, then: then, now: dropped, evidence: evidence), current)
        }
        return (BaseQuestion(image: image, then: then, now: .meaning(now), evidence: evidence), current)
    }

    /// What a digest means for the platform; nil when it is not there, without image when it has none for the platform.
    func meaning(of digest: Digest) async throws -> BaseMeaning? {
        let reference = Reference(host: tag.host, repository: tag.repository, digest: digest)
        return try await access.withSource(.registry(reference)) { source in
            let image: OpenImage
            do {
                image = try await OpenImage.open(digest, in: source)
            } catch let error as ClientError where error.code == .notFound {
                return nil
            }
            do {
                let variant = try await image.variant(for: platform)
                return BaseMeaning(
                    digest: digest,
                    image: variant.manifest.digest,
                    content: BaseContent(variant.config)
                )
            } catch let error as ClientError where error.code == .unsupported {
                return BaseMeaning(digest: digest)
            }
        }
    }
}
