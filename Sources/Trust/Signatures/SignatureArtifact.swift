// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What manifests that carry signatures look like, and the signatures in them.
public enum SignatureArtifact {
    /// The most layers of a manifest that are looked at.
    public static let maximumLayers = 1_000
    /// The most bytes of one blob that is read.
    public static let maximumBlobSize: Int64 = 1024 * 1024
    /// The most bytes that are read for one manifest.
    public static let maximumTotalSize: Int64 = 16 * 1024 * 1024

    /// The artifact types of manifests that refer to what they bring signatures of.
    public static var artifactTypes: [String] {
        SigstoreBundle.mediaTypes.sorted() + [cosignArtifactType, notationType]
    }

    static let simpleSigningType = "application/vnd.dev.cosign.simplesigning.v1+json"
    static let cosignArtifactType = "application/vnd.dev.cosign.artifact.sig.v1+json"
    static let notationType = "application/vnd.cncf.notary.signature"
    static let signatureAnnotation = "dev.cosignproject.cosign/signature"

    private enum Kind {
        case simpleSigning
        case bundle
        case notation
    }

    /// Tells whether a manifest is of a type that carries signatures.
    ///
    /// A bundle may turn out to be an attestation about its subject: ``FoundSignature/isSignature``.
    public static func isSignature(_ manifest: Manifest) -> Bool { kind(of: manifest) != nil }

    /// The blobs that have to be read to know the signatures in a manifest.
    ///
    /// They are at most ``maximumLayers``, each at most ``maximumBlobSize`` bytes, together at most
    /// ``maximumTotalSize``; what goes beyond is left out.
    public static func blobs(of manifest: Manifest) -> [Descriptor] {
        var total: Int64 = 0
        var seen: Set<Digest> = []
        return layers(of: manifest).filter { layer in
            guard seen.insert(layer.digest).inserted, total <= maximumTotalSize - layer.size else { return false }
            total += layer.size
            return true
        }
    }

    /// The signatures in a manifest, in the order of its layers.
    ///
    /// What cannot be read is left out: it is no signature. Nothing is verified. The caller compares the subject of each
    /// with the manifest's subject, or with the companion tag it was found under.
    ///
    /// - Parameters:
    ///   - manifest: The manifest, whatever it is.
    ///   - digest: The digest of the manifest.
    ///   - blob: The bytes of those of ``blobs(of:)`` that are there.
    /// - Returns: What was found.
    public static func signatures(
        in manifest: Manifest,
        digest: Digest,
        blob: (Digest) -> [UInt8]?
    ) -> [FoundSignature] {
        guard let kind = kind(of: manifest) else { return [] }
        let readable = Set(blobs(of: manifest).map(\.digest))
        return layers(of: manifest).compactMap { layer in
            guard readable.contains(layer.digest), let bytes = blob(layer.digest) else { return nil }
            switch kind {
            case .simpleSigning: return simpleSignature(bytes, layer: layer, artifact: digest)
            case .bundle: return bundledSignature(bytes, subject: manifest.subject?.digest, artifact: digest)
            case .notation: return notationSignature(bytes, artifact: digest)
            }
        }
    }
}

// MARK: Kinds

extension SignatureArtifact {
    private static func kind(of manifest: Manifest) -> Kind? {
        guard !manifest.mediaType.isIndex else { return nil }
        if manifest.artifactType == notationType { return .notation }
        if manifest.artifactType == cosignArtifactType { return .simpleSigning }
        let types = manifest.layers.prefix(maximumLayers).map(\.mediaType.rawValue)
        if types.contains(simpleSigningType) { return .simpleSigning }
        let isBundle = manifest.artifactType.map(SigstoreBundle.mediaTypes.contains) ?? false
        return isBundle || types.contains(where: SigstoreBundle.mediaTypes.contains) ? .bundle : nil
    }

    private static func layers(of manifest: Manifest) -> [Descriptor] {
        switch kind(of: manifest) {
        case nil: []
        case .simpleSigning?:
            manifest.layers.prefix(maximumLayers).filter {
                $0.mediaType.rawValue == simpleSigningType && $0.size <= Int64(SimpleSigningPayload.maximumSize)
            }
        case .bundle?:
            // cosign reads bundles of one layer; more would be another program's.
            manifest.layers.count == 1
                ? manifest.layers.filter {
                    SigstoreBundle.mediaTypes.contains($0.mediaType.rawValue) && $0.size <= maximumBlobSize
                } : []
        case .notation?: manifest.layers.count == 1 ? manifest.layers.filter { $0.size <= maximumBlobSize } : []
        }
    }

    private static func simpleSignature(_ bytes: [UInt8], layer: Descriptor, artifact: Digest) -> FoundSignature? {
        guard let text = layer.annotations[signatureAnnotation], text.utf8.count <= 1_024,
            let signature = Base64.decode(text), !signature.isEmpty,
            // Losing the error is right: what cannot be read is left out.
            let payload = try? SimpleSigningPayload(bytes)
        else { return nil }
        return FoundSignature(
            format: .simpleSigning,
            identity: Digest(sha256Of: signature),
            subject: payload.digest,
            reference: payload.reference,
            artifact: artifact,
            check: .key(signature: signature, message: bytes)
        )
    }

    private static func bundledSignature(_ bytes: [UInt8], subject: Digest?, artifact: Digest) -> FoundSignature? {
        // Losing the errors is right: what cannot be read is left out.
        guard let envelope = (try? SigstoreBundle(bytes))?.envelope,
            envelope.payloadType == DSSEEnvelope.statementType,
            let statement = try? Statement(envelope.payload, expecting: subject)
        else { return nil }
        return FoundSignature(
            format: .bundle(predicateType: statement.predicateType),
            identity: Digest(sha256Of: envelope.signature),
            subject: statement.subject,
            reference: statement.reference,
            artifact: artifact,
            check: .key(signature: envelope.signature, message: envelope.message)
        )
    }

    private static func notationSignature(_ bytes: [UInt8], artifact: Digest) -> FoundSignature? {
        // Losing the error is right: what cannot be read is left out.
        guard let signature = try? NotationSignature(envelope: bytes) else { return nil }
        return FoundSignature(
            format: .notation,
            identity: signature.identity,
            subject: signature.subject.digest,
            reference: nil,
            artifact: artifact,
            check: .certificates(envelope: bytes)
        )
    }
}
