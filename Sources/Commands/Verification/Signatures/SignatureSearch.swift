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

    /// More than this are not read: each costs requests, and whoever may push can add them.
    static let mostReferrers = 200
    private static let notationType = "application/vnd.cncf.notary.signature"

    let source: any ImageSource

    /// The signatures found, those whose content names another image among them.
    private(set) var signatures: [FoundSignature] = []
    /// The envelopes of Notation, with the manifests that brought them.
    private(set) var envelopes: [Envelope] = []
    /// What is no signature.
    private(set) var companions: [Companion] = []
    /// What could not be read, and why.
    private(set) var unread: [String] = []

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
        let referrers = try await known { try await source.referrers(of: subject) } ?? []
        for referrer in referrers.prefix(Self.mostReferrers) { try await read(referrer, of: subject) }
        if referrers.count > Self.mostReferrers {
            let count = referrers.count - Self.mostReferrers
            unread.append("\(Quantity.count(count, "more manifest")) that refer to the image: too many are hung on it")
        }
    }
}

extension SignatureSearch {
    private mutating func read(_ referrer: Descriptor, of subject: Digest) async throws {
        if let type = referrer.artifactType, !Self.mayBeSignature(type) {
            companions.append(Companion(artifact: referrer.digest, kind: type))
            return
        }
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
            companions.append(Companion(artifact: manifest.digest, kind: kind))
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
