// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Everything that one signing of a tag puts into a registry, ready to be pushed in order.
///
/// For the image or index and for each image in it: a payload in its companion tag, for cosign 2, skopeo and podman, and
/// a bundle that refers to it, for cosign 3; and for the whole one statement of its release under the tag. What is called
/// by a digest of SHA-512 can have no companion tag, so nothing is there for the former.
public struct SignaturePublication: Sendable {
    /// The blobs, each once.
    public private(set) var blobs: [Blob] = []
    /// The manifests, in the order in which they are pushed.
    public private(set) var manifests: [PublishedManifest] = []
    /// The identities of the signatures that were made.
    public private(set) var identities: [Digest] = []

    private let key: SigningKey
    private let name: String
    private let tag: Tag?
    private let annotations: [String: String]
    private let creator: String
    private let time: Timestamp

    /// Signs an image or index under a tag.
    ///
    /// - Parameters:
    ///   - image: What the tag means.
    ///   - children: The manifests that it lists, if it is an index.
    ///   - key: The key that signs.
    ///   - authority: The host and port that clients know the registry by.
    ///   - repository: The repository.
    ///   - tag: The tag that is bound; nil signs the digest alone, for any tag.
    ///   - annotations: What is signed along.
    ///   - creator: The program that signs, with its version.
    ///   - time: When it signs.
    /// - Throws: ``PublicationError`` if an earlier companion cannot be added to; an error of the cryptography library.
    public init(
        signing image: Target,
        children: [Target] = [],
        key: SigningKey,
        authority: String,
        repository: RepositoryName,
        tag: Tag?,
        annotations: [String: String] = [:],
        creator: String,
        time: Timestamp
    ) throws {
        self.key = key
        self.name = "\(authority)/\(repository)"
        self.tag = tag
        self.annotations = annotations
        self.creator = creator
        self.time = time
        var signed: Set<Digest> = []
        let targets = ([image] + children).filter { signed.insert($0.descriptor.digest).inserted }
        for target in targets { try addCompanion(to: target) }
        for target in targets {
            try addBundle(to: target, predicateType: FoundSignature.signPredicate) { _ in }
        }
        // A release is one of a name.
        guard let tag else { return }
        let released = PackageURL.text(
            authority: authority,
            repository: repository,
            tag: tag,
            digest: image.descriptor.digest
        )
        try addBundle(to: image, predicateType: FoundSignature.releasePredicate) { $0.member("purl", released) }
    }
}

extension SignaturePublication {
    private mutating func addCompanion(to target: Target) throws {
        let digest = target.descriptor.digest
        // What has no companion tag is signed by bundles alone.
        guard let companionTag = Tag.companion(.signature, of: digest) else { return }
        let payload = SimpleSigningPayload.bytes(
            dockerReference: name + (tag.map { ":\($0)" } ?? ""),
            digest: digest,
            tag: tag,
            annotations: annotations,
            creator: creator,
            time: time
        )
        let signature = try key.sign(payload)
        let companion = try CompanionManifest(
            adding: payload,
            signature: signature,
            to: target.companion,
            of: digest
        )
        add(payload)
        add(companion.config)
        identities.append(Digest(sha256Of: signature))
        add(companion.bytes, tag: companionTag, subject: digest)
    }

    private mutating func addBundle(
        to target: Target,
        predicateType: String,
        predicate: (inout JSONWriter) -> Void
    ) throws {
        let statement = Statement.bytes(
            predicateType: predicateType,
            name: name,
            digest: target.descriptor.digest,
            tag: tag,
            annotations: annotations,
            predicate: predicate
        )
        let envelope = try DSSEEnvelope(signing: statement, by: key)
        let bundle = SigstoreBundle.bytes(of: envelope, by: key.verificationKey)
        add(bundle)
        add(BundleManifest.config)
        identities.append(Digest(sha256Of: envelope.signature))
        let manifest = BundleManifest.bytes(
            bundle: bundle,
            subject: target.descriptor,
            predicateType: predicateType,
            time: time
        )
        add(manifest, tag: nil, subject: target.descriptor.digest)
    }

    private mutating func add(_ bytes: [UInt8]) {
        let blob = Blob(bytes)
        if !blobs.contains(where: { $0.digest == blob.digest }) { blobs.append(blob) }
    }

    private mutating func add(_ bytes: [UInt8], tag: Tag?, subject: Digest) {
        manifests.append(
            PublishedManifest(
                digest: Digest(sha256Of: bytes),
                bytes: bytes,
                mediaType: .imageManifest,
                tag: tag,
                subject: subject
            )
        )
    }
}
