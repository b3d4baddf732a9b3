// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import Trust

/// Finds what is hung on an image: signatures, in every form that clients write them, and what only looks like one.
struct SignatureSearch {
    /// Something hung on the image that says nothing about who published it.
    struct Companion: Hashable, Sendable {
        /// The manifest.
        let artifact: Digest
        /// What it is, in words or as its type.
        let kind: String
    }

    /// A signature of Notation, still to be read.
    struct Envelope: Hashable, Sendable {
        /// The manifest.
        let artifact: Digest
        /// The bytes as they came.
        let bytes: [UInt8]
        /// Tells whether it is CBOR, which is not read.
        let isBinary: Bool
    }

    /// More manifests that may bring signatures are not read: each costs requests, and whoever may push can add them.
    static let mostSignatures = 200
    /// More that is no signature is counted, and not named.
    static let mostCompanions = 100
    private static let notationType = "application/vnd.cncf.notary.signature"

    let source: any ImageSource

    /// The signatures found, those whose content names another image among them.
    private(set) var signatures: [FoundSignature] = []
    /// The envelopes of Notation, with the manifests that brought them.
    private(set) var envelopes: [Envelope] = []
    /// What is no signature.
    private(set) var companions: [Companion] = []
    /// How much more is no signature.
    private(set) var otherCompanions = 0
    /// What could not be read, and why.
    private(set) var unread: [String] = []
    /// How many manifests that may bring signatures were not read, because there are too many.
    private(set) var leftOut = 0

    init(source: any ImageSource) {
        self.source = source
    }

    /// Looks for what belongs to an image.
    mutating func run(_ subject: Digest) async throws {
        // A digest of SHA-512 makes no tag of this kind that a registry could hold.
        if let tag = try? Tag("\(subject.algorithm.rawValue)-\(subject.hex).sig"),
            let manifest = try await known({ try await source.manifest(.tag(tag)) })
        {
            try await read(manifest)
        }
        var certain: [Descriptor] = []
        var possible: [Descriptor] = []
        for referrer in try await referrers(of: subject) {
            switch referrer.artifactType {
            case let type? where SignatureArtifact.artifactTypes.contains(type): certain.append(referrer)
            case let type? where !Self.mayBeSignature(type): add(Companion(artifact: referrer.digest, kind: type))
            default: possible.append(referrer)
            }
        }
        // What says itself that it is a signature is not to be crowded out by what only may be one.
        let candidates = certain + possible
        for referrer in candidates.prefix(Self.mostSignatures) { try await read(referrer, of: subject) }
        leftOut = max(0, candidates.count - Self.mostSignatures)
    }
}

extension SignatureSearch {
    /// Lists what refers to the image: everything, or where that is more than can be listed, what is of the types of
    /// signatures.
    private mutating func referrers(of subject: Digest) async throws -> [Descriptor] {
        do {
            return try await known { try await source.referrers(of: subject) } ?? []
        } catch let error as ClientError where error.code == .malformed {
            guard let source = source as? RegistrySource else { throw error }
            var found: [Descriptor] = []
            for type in SignatureArtifact.artifactTypes {
                guard let some = try await source.referrers(of: subject, artifactType: type) else { throw error }
                found += some
            }
            unread.append("what else refers to the image: \(error)")
            return found
        }
    }

    private mutating func read(_ referrer: Descriptor, of subject: Digest) async throws {
        guard let manifest = try await known({ try await source.manifest(.digest(referrer.digest)) }) else {
            unread.append("\(referrer.digest): it is listed, and not there")
            return
        }
        // The list is the registry's word; the manifest says itself what it refers to.
        guard manifest.manifest.subject?.digest == subject else {
            unread.append("\(referrer.digest): it is listed, and refers to something else")
            return
        }
        try await read(manifest)
    }

    private mutating func read(_ manifest: FetchedManifest) async throws {
        guard SignatureArtifact.isSignature(manifest.manifest) else {
            let kind = manifest.manifest.artifactType ?? manifest.manifest.mediaType.rawValue
            add(Companion(artifact: manifest.digest, kind: kind))
            return
        }
        var blobs: [Digest: [UInt8]] = [:]
        for blob in SignatureArtifact.blobs(of: manifest.manifest) where blobs[blob.digest] == nil {
            do {
                blobs[blob.digest] = try await source.bytes(of: blob, limit: Int(SignatureArtifact.maximumBlobSize))
            } catch let error as ClientError where [.notFound, .integrity, .malformed].contains(error.code) {
                unread.append("\(manifest.digest): \(error)")
            }
        }
        if manifest.manifest.artifactType == Self.notationType {
            for layer in manifest.manifest.layers {
                guard let bytes = blobs[layer.digest] else { continue }
                let isBinary = layer.mediaType.rawValue == "application/cose"
                envelopes.append(Envelope(artifact: manifest.digest, bytes: bytes, isBinary: isBinary))
            }
            return
        }
        let found = SignatureArtifact.signatures(in: manifest.manifest, digest: manifest.digest) { blobs[$0] }
        signatures += found
        if found.isEmpty, unread.last?.hasPrefix(manifest.digest.rawValue) != true {
            unread.append("\(manifest.digest): it holds no signature that can be read")
        }
    }

    private mutating func add(_ companion: Companion) {
        guard companions.count < Self.mostCompanions else {
            otherCompanions += 1
            return
        }
        companions.append(companion)
    }

    /// Tells whether a manifest that a list says is of this type is worth reading.
    private static func mayBeSignature(_ artifactType: String) -> Bool {
        [
            "application/vnd.dev.sigstore.bundle", "application/vnd.dev.cosign.", "application/vnd.cncf.notary.",
            // The list of a registry that goes by the configuration's type.
            "application/vnd.oci.image.config.", "application/vnd.oci.empty.",
        ]
        .contains { artifactType.hasPrefix($0) }
    }

    private func known<Value>(_ ask: () async throws -> Value) async throws -> Value? {
        do {
            return try await ask()
        } catch let error as ClientError where [.notFound, .unsupported].contains(error.code) {
            return nil
        }
    }
}
