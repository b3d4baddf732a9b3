// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Trust

/// What signatures in these tests say as the host of the registry.
let signedAuthority = "registry.example.com"

/// The ways in which a signing hangs signatures on what it signs.
enum SignedParts: CaseIterable {
    /// The companion tag alone.
    case companion
    /// The manifests that refer to it alone.
    case referrers
    case all

    func contain(_ manifest: SignaturePublication.PublishedManifest) -> Bool {
        switch self {
        case .companion: manifest.tag != nil
        case .referrers: manifest.tag == nil
        case .all: true
        }
    }
}

extension TestRegistry {
    /// Puts a rule in force that requires signatures by keys.
    func require(
        _ keys: [String: SigningKey],
        _ requirement: Requirement = Requirement(keys: ["release"]),
        change: TagAction = .allow,
        create: TagAction = .allow,
        pull: PullAction = .any
    ) {
        let rule = Rule(name: "the rule", change: change, create: create, require: [requirement], pull: pull)
        require(keys, [rule])
    }

    /// Puts rules in force, and the keys that they name.
    func require(_ keys: [String: SigningKey], _ rules: [Rule]) {
        registry.replacePolicy(
            Registry.LivePolicy(
                rules: RuleSet(rules),
                approvals: .anyApprover,
                trustKeys: keys.sorted { $0.key < $1.key }.map {
                    NamedKey(name: $0.key, key: $0.value.verificationKey)
                },
                acceptedAuthorities: [signedAuthority]
            )
        )
    }

    /// Signs what was pushed, by its usual digest or another one, and pushes the signatures as our own command does.
    func sign(
        _ image: Image,
        as tag: Tag?,
        in repository: RepositoryName = .app,
        with key: SigningKey,
        authority: String = signedAuthority,
        named: RepositoryName? = nil,
        only parts: SignedParts = .all,
        algorithm: Digest.Algorithm = .sha256,
        by caller: Caller = .ben
    ) async throws {
        let descriptor = Descriptor(
            mediaType: image.mediaType,
            digest: Digest(of: image.bytes, algorithm: algorithm),
            size: Int64(image.bytes.readableBytes)
        )
        var companion: Manifest?
        if let tag = Tag.companion(.signature, of: descriptor.digest),
            let current = try await meaning(of: tag, in: repository)
        {
            let pulled = try await registry.manifest(.digest(current), in: repository, by: caller).manifest
            companion = try Manifest(Array(pulled.bytes.readableBytesView), declared: pulled.mediaType)
        }
        let publication = try SignaturePublication(
            signing: SignaturePublication.Target(descriptor, companion: companion),
            key: key,
            authority: authority,
            repository: named ?? repository,
            tag: tag,
            creator: "test",
            time: clock.now
        )
        for blob in publication.blobs {
            try await upload(ByteBuffer(bytes: blob.bytes), in: repository, by: caller)
        }
        for manifest in publication.manifests where parts.contain(manifest) {
            _ = try await registry.putManifest(
                ManifestPush(
                    repository: repository,
                    reference: manifest.tag.map { .tag($0) } ?? .digest(manifest.digest),
                    bytes: ByteBuffer(bytes: manifest.bytes),
                    mediaType: manifest.mediaType
                ),
                by: caller
            )
        }
    }
}
