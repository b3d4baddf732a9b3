// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import NIOCore
import OCIClient
import OCIModel
import Trust

/// Signs an image in a registry and writes the signatures beside it.
struct SignatureWriting {
    /// Who signs, and what the image is called.
    struct Signer: Sendable {
        let key: SigningKey
        /// Host and port that the signatures name.
        let authority: String
        /// The repository that they name.
        let repository: RepositoryName
        /// The tag that they name; nil: they are good for any.
        let tag: Tag?
        /// What is signed along.
        let annotations: [String: String]
        /// What signs for Notation, if it is wanted.
        let notation: NotationSigner?
        /// The moment.
        let time: Timestamp

        /// What the signatures call the image.
        var identity: SignedReference {
            SignedReference(authority: authority, repository: repository.rawValue, tag: tag?.rawValue)
        }
    }

    /// How deep indexes may list indexes.
    private static let maximumDepth = 4
    /// The most manifests that are signed for one image.
    private static let mostManifests = 500
    /// How often a companion tag is tried that others write at the same time.
    private static let tries = 8

    let source: RegistrySource
    let destination: RegistryDestination
    let signer: Signer
    /// What the registry's log says of tags.
    let log: LoggedTagReading

    /// Resolves the image once, signs it, and looks at the end whether its tag still means it.
    func run(_ image: Reference, console: Console) async throws -> SignatureWritingOutcome {
        let target = try await resolved(image)
        let top = target.manifest
        let children = try await children(of: top.manifest, depth: 1)
        var outcome = SignatureWritingOutcome(image: image, digest: top.digest, signer: signer)
        let publication = try await publication(of: top.descriptor, children)
        try console.progress("writing \(Quantity.count(publication.manifests.count, "signature"))")
        // The image itself comes last: what it lists is signed when its tag appears.
        for manifest in publication.manifests.filter({ $0.subject != top.digest }) {
            try await write(manifest, of: publication, into: &outcome)
        }
        if let tag = image.tag, try await meaning(of: tag) != target.meaning {
            // Nothing is to say that the tag means what it does not mean any more.
            throw CommandFailure(
                .finding,
                "\(image) moved while it was being signed; nothing names it as \(top.digest)",
                advice: "Look at what it means now, and sign that."
            )
        }
        for manifest in publication.manifests.filter({ $0.subject == top.digest }) {
            try await write(manifest, of: publication, into: &outcome)
        }
        if let notation = signer.notation { try await writeNotation(top.descriptor, by: notation, into: &outcome) }
        outcome.manifests = children.count
        if let tag = image.tag { outcome.standing = try await standing(of: tag, since: target) }
        return outcome
    }

    /// The manifests that an index lists, those of indexes in it among them.
    private func children(of manifest: Manifest, depth: Int) async throws -> [Descriptor] {
        guard depth <= Self.maximumDepth else {
            throw CommandFailure(
                .registry,
                "\(source.name) lists indexes in indexes, more than \(Self.maximumDepth) deep"
            )
        }
        var found: [Descriptor] = []
        for child in manifest.manifests where !found.contains(where: { $0.digest == child.digest }) {
            found.append(child)
            guard child.mediaType.isIndex else { continue }
            let inner = try await source.manifest(.digest(child.digest)).manifest
            for descriptor in try await children(of: inner, depth: depth + 1)
            where !found.contains(where: { $0.digest == descriptor.digest }) {
                found.append(descriptor)
            }
        }
        guard found.count <= Self.mostManifests else {
            throw CommandFailure(
                .registry,
                "\(source.name) lists \(found.count) manifests where \(Self.mostManifests) is the most that are signed"
            )
        }
        return found
    }
}

// MARK: What is written

extension SignatureWriting {
    private func publication(
        of image: Descriptor,
        _ children: [Descriptor]
    ) async throws -> SignaturePublication {
        var targets: [SignaturePublication.Target] = []
        for descriptor in [image] + children { targets.append(try await target(descriptor)) }
        return try signed(targets)
    }

    private func target(_ descriptor: Descriptor) async throws -> SignaturePublication.Target {
        SignaturePublication.Target(descriptor, companion: try await companion(of: descriptor.digest)?.manifest)
    }

    private func companion(of digest: Digest) async throws -> FetchedManifest? {
        guard let tag = Tag.companion(.signature, of: digest) else { return nil }
        return try await destination.current(tag.rawValue)
    }

    private func signed(_ targets: [SignaturePublication.Target]) throws -> SignaturePublication {
        guard let image = targets.first else { throw CommandFailure(.usage, "there is nothing to sign") }
        do {
            return try SignaturePublication(
                signing: image,
                children: Array(targets.dropFirst()),
                key: signer.key,
                authority: signer.authority,
                repository: signer.repository,
                tag: signer.tag,
                annotations: signer.annotations,
                creator: "holdfast \(HoldfastCommand.configuration.version)",
                time: signer.time
            )
        } catch let error as PublicationError {
            throw CommandFailure(.finding, "nothing was signed", cause: .own(error.description))
        }
    }

    private func write(
        _ published: SignaturePublication.PublishedManifest,
        of publication: SignaturePublication,
        into outcome: inout SignatureWritingOutcome
    ) async throws {
        let manifest = try published.fetched
        try await writeBlobs(of: manifest.manifest, from: publication)
        guard let tag = published.tag else {
            try await destination.write(manifest, tags: [])
            outcome.written.append(.init(published, tag: nil))
            return
        }
        try await write(published, manifest, companion: tag)
        outcome.written.append(.init(published, tag: tag))
    }

    /// Adds a signature to a companion tag, anew whenever somebody else did meanwhile.
    private func write(
        _ published: SignaturePublication.PublishedManifest,
        _ first: FetchedManifest,
        companion tag: Tag
    ) async throws {
        var manifest = first
        for attempt in 1...Self.tries {
            let before = try await companion(of: published.subject)
            if let before, !manifest.manifest.keepsEverything(of: before.manifest) {
                manifest = try await renewed(published, on: before.manifest)
            }
            do {
                let result = try await destination.write(manifest, tag: tag, replacing: before?.digest)
                // A registry that knows no conditions has written in any case, and so may another signer since.
                if result == .written, let after = try await companion(of: published.subject),
                    after.manifest.keepsEverything(of: manifest.manifest)
                {
                    return
                }
            } catch let error as ClientError where error.code == .refused && attempt < Self.tries {
                // Refused for good, unless somebody wrote in between.
                guard try await companion(of: published.subject)?.digest != before?.digest else { throw error }
            }
            try await Surroundings.current.sleep(.milliseconds(Int64.random(in: 10...100) * Int64(attempt)))
        }
        throw CommandFailure(
            .registry,
            "the signature could not be added to \(destination.name):\(tag)",
            cause: .own("others write the tag all the time"),
            advice: "Sign again; what was written stays."
        )
    }

    /// The signature on top of what the companion tag means now.
    private func renewed(
        _ published: SignaturePublication.PublishedManifest,
        on companion: Manifest
    ) async throws -> FetchedManifest {
        let descriptor = try await source.resolve(.digest(published.subject))
        let again = try signed([SignaturePublication.Target(descriptor, companion: companion)])
        guard let manifest = try again.manifests.first(where: { $0.tag != nil })?.fetched else {
            throw CommandFailure(.registry, "the signature of \(published.subject) could not be made anew")
        }
        try await writeBlobs(of: manifest.manifest, from: again)
        return manifest
    }

    private func writeBlobs(of manifest: Manifest, from publication: SignaturePublication) async throws {
        for blob in manifest.blobs {
            // Those that are not ours are there: the companion tag has them already.
            guard let bytes = publication.blobs.first(where: { $0.digest == blob.digest })?.bytes else { continue }
            try await write(blob, bytes)
        }
    }

    private func write(_ blob: Descriptor, _ bytes: [UInt8]) async throws {
        guard try await !destination.has(blob) else { return }
        try await destination.write(blob, BlobStream(bytes))
    }

    private func writeNotation(
        _ image: Descriptor,
        by notation: NotationSigner,
        into outcome: inout SignatureWritingOutcome
    ) async throws {
        let publication: NotationPublication
        do {
            publication = try notation.sign(
                image,
                tag: signer.tag,
                in: "\(signer.authority)/\(signer.repository)",
                at: signer.time
            )
        } catch let error as NotationError {
            throw CommandFailure(.usage, "the image was not signed for notation", cause: .own(error.description))
        }
        for blob in publication.blobs { try await write(blob.descriptor, blob.bytes) }
        let manifest = try Manifest(publication.manifest, declared: .imageManifest)
        let digest = publication.descriptor.digest
        try await destination.write(FetchedManifest(manifest: manifest, digest: digest), tags: [])
        outcome.written.append(.init(artifact: digest, subject: image.digest, tag: nil, format: "notation"))
    }
}

extension SignaturePublication.PublishedManifest {
    /// The manifest as what registries are given.
    fileprivate var fetched: FetchedManifest {
        get throws { FetchedManifest(manifest: try Manifest(bytes, declared: mediaType), digest: digest) }
    }
}

extension BlobStream {
    /// Bytes that lie in memory, in one piece.
    fileprivate init(_ bytes: [UInt8]) {
        self.init {
            var rest: ByteBuffer? = ByteBuffer(bytes: bytes)
            return {
                defer { rest = nil }
                return rest
            }
        }
    }
}
