// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel

extension SignatureWriting {
    /// What is signed.
    struct Target {
        let manifest: FetchedManifest
        /// What the tag means when signing begins; nil: nothing.
        let meaning: Digest?
    }

    /// What a tag means; nil when it means nothing, or is not served.
    func meaning(of tag: Tag) async throws -> Digest? {
        do {
            return try await source.resolve(.tag(tag)).digest
        } catch let error as ClientError where [.notFound, .forbidden].contains(error.code) {
            return nil
        }
    }

    /// How a tag stands to what was signed, once it is.
    func standing(of tag: Tag, since target: Target) async throws -> SignatureWritingOutcome.Standing {
        let signed = target.manifest.digest
        let now = try await meaning(of: tag)
        guard now != signed else { return .served }
        // Whoever pushed it is shown what waits for signatures under the tag, and what waits for a person no more.
        if try await log.hasHold(offering: signed, for: tag) { return .held }
        return now == target.meaning ? .waiting : .moved(to: now)
    }

    /// Finds what is to be signed: what the tag means or, with a digest, what waits under it.
    func resolved(_ image: Reference) async throws -> Target {
        guard let tag = image.tag else {
            guard let digest = image.digest else {
                throw CommandFailure(.usage, "\(image) names neither a tag nor a digest")
            }
            return Target(manifest: try await source.manifest(.digest(digest)), meaning: nil)
        }
        let found: FetchedManifest
        do {
            found = try await source.manifest(.tag(tag))
        } catch let error as ClientError where [.notFound, .forbidden].contains(error.code) {
            // Who did not push it is not shown it under its tag before it is signed.
            guard let digest = image.digest, try await log.has(digest, under: tag) else { throw error }
            return Target(manifest: try await source.manifest(.digest(digest)), meaning: nil)
        }
        guard let digest = image.digest, digest != found.digest else {
            return Target(manifest: found, meaning: found.digest)
        }
        if try await log.has(digest, under: tag) {
            return Target(manifest: try await source.manifest(.digest(digest)), meaning: found.digest)
        }
        throw CommandFailure(
            .finding,
            "nothing was signed",
            cause: .own("\(source.name):\(tag) means \(found.digest), not \(digest)"),
            advice: "Look at what it means now, and name that digest or none."
        )
    }
}
